import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type ChunkSigning, decodeAwsChunked } from './aws-chunked.ts';
import { type Checksum, createChecksum, hashChecksum } from './checksums.ts';
import { AwsError } from './errors.ts';

/** A checksum of the body together with what the client says it is. */
interface Expectation {
  readonly checksum: Checksum;
  /** Filled in by the trailer, for checksums that come after the body. */
  expected: string | undefined;
  readonly refuse: () => AwsError;
}

/**
 * The payload of an S3 request: framing removed, length, checksums and chunk signatures checked
 * while it flows. It ends with an `AwsError` when one is wrong, and with the socket's own error
 * when the client goes away.
 *
 * @param payloadHash - `x-amz-content-sha256`, or `UNSIGNED-PAYLOAD` in its place
 */
export function verifiedBody(
  incoming: IncomingMessage,
  payloadHash: string,
  signing: ChunkSigning | undefined,
): Readable {
  const expectations = announced(incoming.headers, payloadHash);
  // Leaving the loop early must not destroy the socket: the refusal still has to be written to it.
  const raw: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
  const payload = payloadHash.startsWith('STREAMING-')
    ? decodeAwsChunked(raw, {
        signing,
        trailer: payloadHash.endsWith('-TRAILER'),
        onTrailer: (headers) => fillFromTrailer(expectations, headers),
      })
    : raw;
  const length = incoming.headers['x-amz-decoded-content-length'];
  return Readable.from(checked(payload, [...expectations.values()], length), {
    objectMode: false,
    highWaterMark: 256 * 1024,
  });
}

async function* checked(
  payload: AsyncIterable<Buffer>,
  expectations: readonly Expectation[],
  length: string | string[] | undefined,
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of payload) {
    size += chunk.length;
    // Not a byte more than announced goes on: the receiver has made room for that many.
    if (length !== undefined && size > Number(length)) throw wrongLength(length);
    for (const { checksum } of expectations) checksum.update(chunk);
    yield chunk;
  }
  if (length !== undefined && size !== Number(length)) throw wrongLength(length);
  for (const { checksum, expected, refuse } of expectations)
    if (checksum.digest() !== expected) throw refuse();
}

/** The expectations of the headers, by header name. */
function announced(headers: IncomingHttpHeaders, payloadHash: string): Map<string, Expectation> {
  const found = new Map<string, Expectation>();
  if (/^[0-9a-f]{64}$/.test(payloadHash))
    found.set('x-amz-content-sha256', {
      checksum: hashChecksum('sha256', 'hex'),
      expected: payloadHash,
      refuse: () =>
        new AwsError(
          'XAmzContentSHA256Mismatch',
          'x-amz-content-sha256 does not match the SHA-256 of the body',
        ),
    });
  const md5 = headers['content-md5'];
  if (md5 !== undefined)
    found.set('content-md5', {
      checksum: hashChecksum('md5'),
      expected: String(md5),
      refuse: () => badDigest('Content-MD5'),
    });
  for (const [name, value] of Object.entries(headers))
    expectChecksum(found, name, typeof value === 'string' ? value : undefined);
  for (const name of String(headers['x-amz-trailer'] ?? '').split(','))
    expectChecksum(found, name.trim().toLowerCase(), undefined);
  return found;
}

function expectChecksum(
  found: Map<string, Expectation>,
  name: string,
  expected: string | undefined,
): void {
  const [, algorithm = ''] = /^x-amz-checksum-(.+)$/.exec(name) ?? [];
  const checksum = createChecksum(algorithm);
  if (checksum) found.set(name, { checksum, expected, refuse: () => badDigest(name) });
}

function fillFromTrailer(
  expectations: ReadonlyMap<string, Expectation>,
  headers: ReadonlyMap<string, string>,
): void {
  for (const [name, value] of headers) {
    const expectation = name.startsWith('x-amz-checksum-') && expectations.get(name);
    if (expectation) expectation.expected = value;
  }
}

function wrongLength(length: string | string[]): AwsError {
  return new AwsError(
    'IncompleteBody',
    `the body does not have the ${length} bytes that x-amz-decoded-content-length says`,
  );
}

function badDigest(name: string): AwsError {
  return new AwsError('BadDigest', `the body does not match the ${name} that came with it`);
}
