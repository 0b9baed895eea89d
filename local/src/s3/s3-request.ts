import { AwsError } from '../aws/errors.ts';
import { parseQuery, percentDecode } from '../aws/percent-encoding.ts';
import type { AwsRequest } from '../aws/service.ts';
import { invalidArgument } from './errors.ts';

/** A request with its bucket, key and query taken apart. */
export interface S3Request extends AwsRequest {
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Decoded; empty for the bucket itself. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
}

/** Bytes of UTF-8 in a key at most (S3 User Guide, "Object key naming"). */
const maxKeyBytes = 1024;

/** Bucket and key of a path-style path. */
export function splitPath(rawPath: string): { bucket: string; key: string } {
  const slash = rawPath.indexOf('/', 1);
  const [bucket, key] =
    slash < 0 ? [rawPath.slice(1), ''] : [rawPath.slice(1, slash), rawPath.slice(slash + 1)];
  return { bucket: percentDecode(bucket), key: percentDecode(key) };
}

export function s3Request(request: AwsRequest): S3Request {
  const { bucket, key } = splitPath(request.rawPath);
  if (Buffer.byteLength(key) > maxKeyBytes)
    throw new AwsError('KeyTooLongError', `Your key is too long: ${maxKeyBytes} bytes at most.`);
  return { ...request, bucket, key, query: new Map(parseQuery(request.url.search)) };
}

/** A header that comes once. */
export function header(request: Pick<AwsRequest, 'headers'>, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** A whole number from the query, between `min` and `max`. */
export function queryNumber(
  request: S3Request,
  name: string,
  { absent, min, max }: { absent: number; min: number; max: number },
): number {
  const text = request.query.get(name);
  if (text === undefined || text === '') return absent;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min)
    throw invalidArgument(`${name} must be a whole number of at least ${min}`);
  return Math.min(value, max);
}

/**
 * How many bytes the body has, without framing.
 *
 * @throws AwsError `MissingContentLength` (411), `EntityTooLarge`
 */
export function bodyLength(request: S3Request): number {
  const text = header(request, 'x-amz-decoded-content-length') ?? header(request, 'content-length');
  if (text === undefined)
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length header.', 411);
  const length = Number(text);
  if (!Number.isSafeInteger(length) || length < 0)
    throw invalidArgument('the content length is not a whole number');
  // S3 User Guide, "Uploading objects": 5 GiB in one operation.
  if (length > 5 * 1024 ** 3)
    throw new AwsError('EntityTooLarge', 'One upload may have 5 GiB at most; use several parts.');
  return length;
}
