/**
 * AWS Signature Version 4: reads the signature of a request and computes the expected one (IAM User
 * Guide, "Create a signed AWS API request"). Pure: no clock, no account.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './errors.ts';
import { parseQuery, percentDecode, percentEncode } from './percent-encoding.ts';

const algorithm = 'AWS4-HMAC-SHA256';

/** The parts of an HTTP request that are signed. */
export interface SignableRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly rawPath: string;
  /** As sent, with or without the question mark. */
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
}

/** What a request claims about its signature. */
export interface Claim {
  readonly kind: 'header' | 'presigned';
  readonly accessKeyId: string;
  /** `20260131/ap-northeast-2/s3/aws4_request` */
  readonly scope: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260131T235959Z` */
  readonly timestamp: string;
  /** Seconds a presigned URL lives. */
  readonly expiresIn?: number;
}

/** Reads the claim; undefined when the request is not signed at all. */
export function readClaim(request: SignableRequest): Claim | undefined {
  const authorization = request.headers.authorization;
  const query = new Map(parseQuery(request.search));
  if (authorization !== undefined) {
    if (query.has('X-Amz-Algorithm'))
      throw malformed('the request is signed twice: in its query and in Authorization');
    return headerClaim(authorization, request.headers);
  }
  if (query.has('X-Amz-Algorithm')) return queryClaim(query);
  return undefined;
}

function headerClaim(authorization: string, headers: IncomingHttpHeaders): Claim {
  const [, name, rest] = /^(\S+)\s+(.*)$/.exec(authorization) ?? [];
  if (name !== algorithm || rest === undefined)
    throw malformed(`Authorization must start with ${algorithm}`);
  const fields = new Map(
    rest.split(',').map((field): [string, string] => {
      const [key = '', ...value] = field.trim().split('=');
      return [key, value.join('=')];
    }),
  );
  const timestamp = headers['x-amz-date'] ?? fromHttpDate(headers.date);
  return {
    kind: 'header',
    ...readCredential(required(fields, 'Credential')),
    signedHeaders: required(fields, 'SignedHeaders').split(';'),
    signature: required(fields, 'Signature'),
    timestamp: checkTimestamp(timestamp),
  };
}

function queryClaim(query: ReadonlyMap<string, string>): Claim {
  if (query.get('X-Amz-Algorithm') !== algorithm)
    throw malformed(`X-Amz-Algorithm must be ${algorithm}`);
  const expiresIn = Number(required(query, 'X-Amz-Expires'));
  // Seven days is the longest a presigned URL may live (S3 API reference, "X-Amz-Expires").
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > 604_800)
    throw malformed('X-Amz-Expires must be between 1 and 604800 seconds');
  return {
    kind: 'presigned',
    ...readCredential(required(query, 'X-Amz-Credential')),
    signedHeaders: required(query, 'X-Amz-SignedHeaders').split(';'),
    signature: required(query, 'X-Amz-Signature'),
    timestamp: checkTimestamp(required(query, 'X-Amz-Date')),
    expiresIn,
  };
}

function readCredential(credential: string) {
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || more.length)
    throw malformed('the credential must read key/date/region/service/aws4_request');
  return { accessKeyId, region, service, scope: `${date}/${region}/${service}/${terminator}` };
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (!value) throw malformed(`${name} is missing`);
  return value;
}

function checkTimestamp(timestamp: string | string[] | undefined): string {
  if (typeof timestamp !== 'string' || !/^\d{8}T\d{6}Z$/.test(timestamp))
    throw malformed('X-Amz-Date must look like 20260131T235959Z');
  return timestamp;
}

function fromHttpDate(date: string | undefined): string | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function malformed(message: string): AwsError {
  return new AwsError('AuthorizationHeaderMalformed', message);
}

/** Milliseconds since the epoch of `20260131T235959Z`. */
export function timestampMillis(timestamp: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(....)(..)(..)T(..)(..)(..)Z$/.exec(timestamp) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The key that signs everything of one day, region and service. */
export function signingKey(secret: string, scope: string): Buffer {
  return scope
    .split('/')
    .reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`));
}

/**
 * The signature the request should have.
 *
 * @param payloadHash - hex SHA-256 of the body, or one of S3's words in its place
 */
export function requestSignature(
  request: SignableRequest,
  claim: Claim,
  payloadHash: string,
  key: Buffer,
): string {
  const canonical = [
    request.method,
    canonicalPath(request.rawPath, claim.service),
    canonicalQuery(request.search),
    ...claim.signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers[name])}`),
    '',
    claim.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  return sign(key, [algorithm, claim.timestamp, claim.scope, sha256(canonical)]);
}

/** HMAC of the lines, hex. */
export function sign(key: Buffer, lines: readonly string[]): string {
  return hmac(key, lines.join('\n')).toString('hex');
}

/** Compares two signatures in a time that says nothing of where they differ. */
export function sameSignature(one: string, other: string): boolean {
  const [a, b] = [sha256Bytes(one), sha256Bytes(other)];
  return timingSafeEqual(a, b);
}

/** SHA-256, hex. */
export function sha256(data: string | Buffer): string {
  return sha256Bytes(data).toString('hex');
}

function sha256Bytes(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** S3 signs the path encoded once and as it is; all others normalise it and encode it again. */
function canonicalPath(rawPath: string, service: string): string {
  const segments = rawPath.split('/');
  if (service === 's3')
    return segments.map((segment) => percentEncode(percentDecode(segment))).join('/');
  return new URL(rawPath, 'http://localhost').pathname.split('/').map(percentEncode).join('/');
}

function canonicalQuery(search: string): string {
  return parseQuery(search)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [percentEncode(name), percentEncode(value)])
    .sort(([nameA, valueA], [nameB, valueB]) => order(nameA, nameB) || order(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function canonicalHeader(value: string | string[] | undefined): string {
  return [value ?? []]
    .flat()
    .map((text) => text.trim().replace(/ +/g, ' '))
    .join(',');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
