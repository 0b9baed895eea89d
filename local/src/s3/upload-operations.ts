import { sendXml } from '../aws/messages.ts';
import { invalidArgument, malformedXml } from './errors.ts';
import { copyResult, copySource, type Operation } from './object-operations.ts';
import { readAttributes } from './object-record.ts';
import { requestedRange, writeCondition } from './preconditions.ts';
import { bodyLength, header, queryNumber, type S3Request } from './s3-request.ts';
import type { Upload, Uploads } from './uploads.ts';
import { children, element, keyEncoder, readXml, rootElement, text } from './xml.ts';

/** S3 User Guide, "Multipart upload limits". */
const maxPartNumber = 10_000;
const pageSize = 1000;

/** The operations on multipart uploads. */
export function uploadOperations(uploads: Uploads) {
  const find = (request: S3Request): Upload =>
    uploads.find(request.query.get('uploadId') ?? '', request.bucket, request.key);

  const createUpload: Operation = async (_store, request, response) => {
    const upload = uploads.create(request.bucket, request.key, readAttributes(request.headers));
    const body = names(upload) + element('UploadId', upload.id);
    sendXml(response, 200, rootElement('InitiateMultipartUploadResult', body));
  };

  const uploadPart: Operation = async (_store, request, response) => {
    const upload = find(request);
    const size = bodyLength(request);
    const { etag } = await uploads.writePart(upload, partNumber(request), size, request.body);
    response.writeHead(200, { etag: `"${etag}"`, 'content-length': 0 }).end();
  };

  const uploadPartCopy: Operation = async (store, request, response) => {
    const upload = find(request);
    const source = copySource(store, request);
    const range = requestedRange(header(request, 'x-amz-copy-source-range'), source.size) ?? {
      start: 0,
      end: source.size - 1,
    };
    const size = range.end - range.start + 1;
    const { etag, modifiedAt } = await uploads.writePart(
      upload,
      partNumber(request),
      size,
      size > 0 ? store.blobs.read(source.blob, range) : nothing(),
    );
    sendXml(response, 200, copyResult('CopyPartResult', etag, modifiedAt));
  };

  const listParts: Operation = async (_store, request, response) => {
    const upload = find(request);
    const marker = queryNumber(request, 'part-number-marker', {
      absent: 0,
      min: 0,
      max: maxPartNumber,
    });
    const limit = queryNumber(request, 'max-parts', { absent: pageSize, min: 0, max: pageSize });
    const found = uploads.parts(upload.id, marker, limit + 1);
    const page = found.slice(0, limit);
    const truncated = found.length > limit;
    const parts = page.map(
      (part) =>
        `<Part>${element('PartNumber', part.number)}${element('LastModified', new Date(part.modified_at).toISOString())}${element('ETag', `"${part.etag}"`)}${element('Size', part.size)}</Part>`,
    );
    const body = [
      names(upload),
      element('UploadId', upload.id),
      element('PartNumberMarker', marker),
      element('NextPartNumberMarker', page.at(-1)?.number ?? marker),
      element('MaxParts', limit),
      element('IsTruncated', truncated),
      element('StorageClass', 'STANDARD'),
      ...parts,
    ];
    sendXml(response, 200, rootElement('ListPartsResult', body.join('')));
  };

  const completeUpload: Operation = async (_store, request, response) => {
    const document = await readXml(request, 'CompleteMultipartUpload');
    const parts = children(document, 'Part').map((part) => ({
      number: Number(text(part, 'PartNumber')),
      etag: (text(part, 'ETag') ?? '').trim().replaceAll('"', ''),
    }));
    if (parts.some(({ number }) => !Number.isInteger(number)))
      throw malformedXml('every Part needs a PartNumber');
    const { bucket, key } = request;
    const id = request.query.get('uploadId') ?? '';
    const etag = await uploads.complete(id, bucket, key, parts, writeCondition(request));
    const body = names({ bucket, key }) + element('ETag', `"${etag}"`);
    sendXml(response, 200, rootElement('CompleteMultipartUploadResult', body));
  };

  const abortUpload: Operation = async (_store, request, response) => {
    await uploads.abort(find(request));
    response.writeHead(204).end();
  };

  const listUploads: Operation = async (_store, request, response) => {
    const encode = keyEncoder(request);
    const [keyMarker, idMarker] = [
      request.query.get('key-marker') ?? '',
      request.query.get('upload-id-marker') ?? '',
    ];
    const limit = queryNumber(request, 'max-uploads', { absent: pageSize, min: 1, max: pageSize });
    const all = uploads.list(request.bucket, request.query.get('prefix') ?? '');
    const marked = all.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
    const left =
      marked >= 0
        ? all.slice(marked + 1)
        : all.filter(({ key }) => keyMarker === '' || key > keyMarker);
    const page = left.slice(0, limit);
    const last = page.at(-1);
    const body = [
      element('Bucket', request.bucket),
      element('KeyMarker', encode(keyMarker)),
      element('UploadIdMarker', idMarker),
      element('NextKeyMarker', encode(last?.key ?? '')),
      element('NextUploadIdMarker', last?.id ?? ''),
      element('Prefix', encode(request.query.get('prefix') ?? '')),
      element('EncodingType', request.query.get('encoding-type')),
      element('MaxUploads', limit),
      element('IsTruncated', left.length > limit),
      ...page.map(
        (upload) =>
          `<Upload>${element('Key', encode(upload.key))}${element('UploadId', upload.id)}${element('Initiated', upload.initiatedAt.toISOString())}${element('StorageClass', 'STANDARD')}</Upload>`,
      ),
    ];
    sendXml(response, 200, rootElement('ListMultipartUploadsResult', body.join('')));
  };

  return {
    createUpload,
    uploadPart,
    uploadPartCopy,
    listParts,
    completeUpload,
    abortUpload,
    listUploads,
  };
}

function names({ bucket, key }: { bucket: string; key: string }): string {
  return element('Bucket', bucket) + element('Key', key);
}

function partNumber(request: S3Request): number {
  const number = Number(request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > maxPartNumber)
    throw invalidArgument(
      `Part number must be an integer between 1 and ${maxPartNumber}, inclusive`,
    );
  return number;
}

async function* nothing(): AsyncGenerator<Buffer> {}
