/** Conditional requests (RFC 9110, section 13), as S3 does them. */
import { AwsError } from '../aws/errors.ts';
import { noSuchKey, preconditionFailed } from './errors.ts';
import type { ObjectRecord } from './object-record.ts';
import type { ByteRange } from './object-store.ts';
import { header, type S3Request } from './s3-request.ts';
import type { WriteCondition } from './store.ts';

/**
 * Checks the conditions of a read.
 *
 * @param prefix - `x-amz-copy-source-` for the source of a copy
 * @returns false when the client has it already (304)
 * @throws AwsError `PreconditionFailed`
 */
export function mayRead(request: S3Request, record: ObjectRecord, prefix = ''): boolean {
  const condition = (name: string) => header(request, prefix + name);
  const seconds = Math.floor(record.lastModified.getTime() / 1000);
  const since = (name: string) => Math.floor(Date.parse(condition(name) ?? '') / 1000);
  const match = condition('if-match');
  if (match !== undefined) {
    if (!matches(match, record.etag)) throw preconditionFailed('If-Match');
  } else if (seconds > since('if-unmodified-since')) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const noneMatch = condition('if-none-match');
  if (noneMatch !== undefined) return !matches(noneMatch, record.etag);
  return !(seconds <= since('if-modified-since'));
}

/** The condition of a write, checked when it is committed. */
export function writeCondition(request: S3Request): WriteCondition {
  const match = header(request, 'if-match');
  const noneMatch = header(request, 'if-none-match');
  if (noneMatch !== undefined && noneMatch !== '*')
    throw new AwsError('NotImplemented', 'If-None-Match takes only * in a write', 501);
  return (current) => {
    if (noneMatch === '*' && current) throw preconditionFailed('If-None-Match');
    if (match !== undefined && !current) throw noSuchKey(request.key);
    if (match !== undefined && current && !matches(match, current.etag))
      throw preconditionFailed('If-Match');
  };
}

function matches(list: string, etag: string): boolean {
  return list
    .split(',')
    .map((item) => item.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((item) => item === '*' || item === etag);
}

/**
 * The one range a client asks for; undefined for the whole, which S3 also sends for several ranges
 * and for those it does not understand.
 *
 * @throws AwsError `InvalidRange` (416) when no byte of it exists
 */
export function requestedRange(text: string | undefined, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(text?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start > end)
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: String(text),
      ActualObjectSize: String(size),
    });
  return { start, end };
}
