import { AwsError } from '../aws/errors.ts';
import { sendXml } from '../aws/messages.ts';
import { invalidArgument } from './errors.ts';
import type { Operation } from './object-operations.ts';
import type { ObjectRecord } from './object-record.ts';
import { queryNumber, type S3Request } from './s3-request.ts';
import { afterPrefix, type LocalObjectStore } from './store.ts';
import { element, keyEncoder, rootElement } from './xml.ts';

interface Page {
  readonly objects: ObjectRecord[];
  readonly commonPrefixes: string[];
  /** The last key or common prefix of this page, when there is more. */
  readonly next: string | undefined;
}

const pageSize = 1000;

/** One page of keys after `after`; keys that share what lies before `delimiter` count as one. */
function page(
  store: LocalObjectStore,
  {
    bucket,
    prefix,
    delimiter,
    after,
    limit,
  }: {
    bucket: string;
    prefix: string;
    delimiter: string;
    after: string;
    limit: number;
  },
): Page {
  const objects: ObjectRecord[] = [];
  const commonPrefixes: string[] = [];
  // A common prefix that ended the last page goes on being skipped as a whole.
  const skipped = delimiter !== '' && after.startsWith(prefix) && after.endsWith(delimiter);
  let from: string | undefined = skipped ? afterPrefix(after) : after;
  let last = '';
  while (from !== undefined) {
    const objectsFrom = store.scan(bucket, prefix, from);
    from = undefined;
    for (const object of objectsFrom) {
      if (objects.length + commonPrefixes.length === limit)
        return { objects, commonPrefixes, next: last };
      const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
      if (end < 0) {
        objects.push(object);
        last = object.key;
        continue;
      }
      last = object.key.slice(0, end + delimiter.length);
      commonPrefixes.push(last);
      from = afterPrefix(last);
      break;
    }
  }
  return { objects, commonPrefixes, next: undefined };
}

/** ListObjectsV2, and ListObjects for old clients. */
export const listObjects: Operation = async (store, request, response) => {
  const version2 = request.query.get('list-type') === '2';
  const encode = keyEncoder(request);
  const value = (name: string) => request.query.get(name) ?? '';
  const [prefix, delimiter] = [value('prefix'), value('delimiter')];
  const limit = queryNumber(request, 'max-keys', { absent: pageSize, min: 0, max: pageSize });
  const after = version2 ? startOfVersion2(request) : value('marker');
  const { bucket } = request;
  const { objects, commonPrefixes, next } =
    limit === 0
      ? { objects: [], commonPrefixes: [], next: undefined }
      : page(store, { bucket, prefix, delimiter, after, limit });
  const position = version2
    ? [
        element('KeyCount', objects.length + commonPrefixes.length),
        element('ContinuationToken', request.query.get('continuation-token')),
        element('NextContinuationToken', next && Buffer.from(next).toString('base64url')),
        element(
          'StartAfter',
          request.query.has('start-after') ? encode(value('start-after')) : undefined,
        ),
      ]
    : [element('Marker', encode(after)), element('NextMarker', next && encode(next))];
  const body = [
    element('Name', bucket),
    element('Prefix', encode(prefix)),
    element('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
    element('MaxKeys', limit),
    element('EncodingType', request.query.get('encoding-type')),
    element('IsTruncated', next !== undefined),
    ...position,
    ...objects.map(
      (object) =>
        `<Contents>${element('Key', encode(object.key))}${element('LastModified', object.lastModified.toISOString())}${element('ETag', `"${object.etag}"`)}${element('Size', object.size)}${element('StorageClass', 'STANDARD')}</Contents>`,
    ),
    ...commonPrefixes.map(
      (common) => `<CommonPrefixes>${element('Prefix', encode(common))}</CommonPrefixes>`,
    ),
  ];
  sendXml(response, 200, rootElement('ListBucketResult', body.join('')));
};

function startOfVersion2(request: S3Request): string {
  if (!['2', undefined].includes(request.query.get('list-type')))
    throw new AwsError('InvalidArgument', 'list-type must be 2');
  const token = request.query.get('continuation-token');
  if (token === undefined) return request.query.get('start-after') ?? '';
  if (!/^[\w-]+$/.test(token))
    throw invalidArgument('The continuation token provided is incorrect');
  return Buffer.from(token, 'base64url').toString('utf8');
}
