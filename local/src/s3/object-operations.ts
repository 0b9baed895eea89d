import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AwsError } from '../aws/errors.ts';
import { sendXml } from '../aws/messages.ts';
import { percentDecode } from '../aws/percent-encoding.ts';
import { invalidArgument, malformedXml, noSuchKey } from './errors.ts';
import { attributeHeaders, describe, type ObjectRecord, readAttributes } from './object-record.ts';
import { mayRead, requestedRange, writeCondition } from './preconditions.ts';
import { bodyLength, header, type S3Request } from './s3-request.ts';
import type { LocalObjectStore } from './store.ts';
import { children, element, readXml, rootElement, text } from './xml.ts';

/** An operation of S3 on a bucket that exists. */
export type Operation = (
  store: LocalObjectStore,
  request: S3Request,
  response: ServerResponse,
) => Promise<void>;

export const putObject: Operation = async (store, request, response) => {
  bodyLength(request);
  const condition = writeCondition(request);
  // Refused before the bytes come when it can be; checked again when they are here.
  condition(store.head(request.bucket, request.key));
  const record = await store.putStream(
    request.bucket,
    request.key,
    request.body,
    readAttributes(request.headers),
    condition,
  );
  response.writeHead(200, { etag: `"${record.etag}"`, 'content-length': 0 }).end();
};

/** GET and HEAD. */
export const getObject: Operation = async (store, request, response) => {
  const record = existing(store, request.bucket, request.key);
  if (!mayRead(request, record)) {
    response.writeHead(304, describe(record)).end();
    return;
  }
  const range = requestedRange(header(request, 'range'), record.size);
  const length = range ? range.end - range.start + 1 : record.size;
  const headers = { ...describe(record), ...overrides(request), 'content-length': length };
  if (range)
    response.writeHead(206, {
      ...headers,
      'content-range': `bytes ${range.start}-${range.end}/${record.size}`,
    });
  else response.writeHead(200, headers);
  if (request.method === 'HEAD' || length === 0) response.end();
  else await pipeline(store.blobs.read(record.blob, range ?? wholeOf(record)), response);
};

/** `response-content-type` and its like: what a presigned URL may say of the answer. */
function overrides(request: S3Request): Record<string, string> {
  const names = Object.values(attributeHeaders);
  const asked = names.map((name): [string, string | undefined] => [
    name,
    request.query.get(`response-${name}`),
  ]);
  return Object.fromEntries(asked.filter((it): it is [string, string] => it[1] !== undefined));
}

/** The file may be longer than the object for a moment while an upload is being completed. */
function wholeOf(record: ObjectRecord) {
  return { start: 0, end: record.size - 1 };
}

export const copyObject: Operation = async (store, request, response) => {
  const source = copySource(store, request);
  const replace = header(request, 'x-amz-metadata-directive') === 'REPLACE';
  if (source.bucket === request.bucket && source.key === request.key && !replace)
    throw new AwsError(
      'InvalidRequest',
      'Copying an object to itself needs the metadata directive REPLACE: nothing else would change.',
    );
  const attributes = replace ? readAttributes(request.headers) : source.attributes;
  const copy = await store.copy(source, request.bucket, request.key, attributes);
  sendXml(response, 200, copyResult('CopyObjectResult', copy.etag, copy.lastModified));
};

/** The object that `x-amz-copy-source` names, its conditions checked. */
export function copySource(store: LocalObjectStore, request: S3Request): ObjectRecord {
  const [path = ''] = (header(request, 'x-amz-copy-source') ?? '').split('?');
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(percentDecode(path)) ?? [];
  if (!bucket || !key) throw invalidArgument('x-amz-copy-source must read bucket/key');
  const source = existing(store, bucket, key);
  if (!mayRead(request, source, 'x-amz-copy-source-'))
    throw new AwsError('PreconditionFailed', 'The source of the copy has not changed.', 412);
  return source;
}

export function copyResult(name: string, etag: string, modifiedAt: Date): string {
  return rootElement(
    name,
    element('LastModified', modifiedAt.toISOString()) + element('ETag', `"${etag}"`),
  );
}

export const deleteObject: Operation = async (store, request, response) => {
  await store.delete(request.bucket, request.key);
  response.writeHead(204).end();
};

/** Keys in one request at most (S3 API reference, "DeleteObjects"). */
const maxDeletes = 1000;

export const deleteObjects: Operation = async (store, request, response) => {
  const document = await readXml(request, 'Delete');
  const keys = children(document, 'Object').map((object) => text(object, 'Key'));
  if (keys.length === 0 || keys.length > maxDeletes || keys.some((key) => !key))
    throw malformedXml(`Delete must name between 1 and ${maxDeletes} keys`);
  const deleted: string[] = [];
  for (const key of keys) {
    await store.delete(request.bucket, key ?? '');
    deleted.push(`<Deleted>${element('Key', key)}</Deleted>`);
  }
  const quiet = text(document, 'Quiet') === 'true';
  sendXml(response, 200, rootElement('DeleteResult', quiet ? '' : deleted.join('')));
};

function existing(store: LocalObjectStore, bucket: string, key: string): ObjectRecord {
  const record = store.head(bucket, key);
  if (!record) throw noSuchKey(key);
  return record;
}
