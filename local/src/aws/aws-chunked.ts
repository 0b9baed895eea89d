/**
 * Decodes `Content-Encoding: aws-chunked`: the body in chunks with a length, perhaps a signature,
 * and perhaps trailing headers (S3 API reference, "Signature Calculations for the Authorization
 * Header: Transferring Payload in Multiple Chunks").
 */
import { createHash } from 'node:crypto';
import { AwsError } from './errors.ts';
import { sameSignature, sha256, sign } from './sigv4.ts';

/** What the chunk signatures are made with; each one signs the one before it. */
export interface ChunkSigning {
  readonly key: Buffer;
  readonly timestamp: string;
  readonly scope: string;
  /** The request's own signature. */
  readonly seed: string;
}

export interface ChunkedOptions {
  /** Absent when chunks are unsigned. */
  readonly signing: ChunkSigning | undefined;
  /** Whether headers follow the last chunk. */
  readonly trailer: boolean;
  /** Called with the trailing headers, names in lower case, once their signature is checked. */
  readonly onTrailer: (headers: ReadonlyMap<string, string>) => void;
}

/** A chunk's header or a trailer is short: what is longer is not one. */
const maxLineBytes = 8 * 1024;

/** The payload. Ends with an `AwsError` when framing or a signature is wrong. */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  options: ChunkedOptions,
): AsyncGenerator<Buffer> {
  const reader = new LineReader(source);
  const verifier = options.signing && new ChunkVerifier(options.signing);
  for (;;) {
    const [, length = '', signature = ''] =
      /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(await reader.line()) ?? [];
    if (length === '' || (verifier && signature === ''))
      throw new AwsError('InvalidRequest', 'a chunk of the aws-chunked body has a wrong header');
    const hash = verifier && createHash('sha256');
    for await (const piece of reader.take(Number.parseInt(length, 16))) {
      hash?.update(piece);
      yield piece;
    }
    if (hash) verifier?.chunk(hash.digest('hex'), signature);
    if (Number.parseInt(length, 16) === 0) break;
    if ((await reader.line()) !== '')
      throw new AwsError(
        'InvalidRequest',
        'a chunk of the aws-chunked body is longer than it says',
      );
  }
  if (options.trailer) options.onTrailer(await readTrailer(reader, verifier));
  // What follows the end is read and left, so that the connection can be used again.
  await reader.drain();
}

async function readTrailer(
  reader: LineReader,
  verifier: ChunkVerifier | undefined,
): Promise<ReadonlyMap<string, string>> {
  const headers = new Map<string, string>();
  let signature: string | undefined;
  // The Java SDK ends without the last empty line: the end of the body ends the trailer as well.
  for (let line = await reader.lineOrEnd(); line; line = await reader.lineOrEnd()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new AwsError('MalformedTrailerError', 'a trailing header has no name');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') signature = value;
    else headers.set(name, value);
  }
  verifier?.trailer(headers, signature ?? '');
  return headers;
}

class ChunkVerifier {
  readonly #signing: ChunkSigning;
  #previous: string;

  constructor(signing: ChunkSigning) {
    this.#signing = signing;
    this.#previous = signing.seed;
  }

  chunk(hash: string, signature: string): void {
    this.#check('AWS4-HMAC-SHA256-PAYLOAD', [sha256(''), hash], signature);
  }

  trailer(headers: ReadonlyMap<string, string>, signature: string): void {
    const canonical = [...headers].map(([name, value]) => `${name}:${value}\n`).join('');
    this.#check('AWS4-HMAC-SHA256-TRAILER', [sha256(canonical)], signature);
  }

  #check(algorithm: string, hashes: readonly string[], signature: string): void {
    const { key, timestamp, scope } = this.#signing;
    const expected = sign(key, [algorithm, timestamp, scope, this.#previous, ...hashes]);
    if (!sameSignature(expected, signature))
      throw new AwsError(
        'SignatureDoesNotMatch',
        'the signature of a chunk of the body does not match',
        403,
      );
    this.#previous = expected;
  }
}

/** Takes lines and counted bytes off a stream without copying the bytes. */
class LineReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const line = await this.lineOrEnd();
    if (line === undefined) throw incomplete();
    return line;
  }

  async lineOrEnd(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (this.#rest.length > maxLineBytes)
        throw new AwsError('InvalidRequest', 'the aws-chunked body has a header without an end');
      const next = await this.#source.next();
      if (next.done) return undefined;
      this.#rest = this.#rest.length ? Buffer.concat([this.#rest, next.value]) : next.value;
    }
  }

  async *take(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#rest.length === 0) {
        const next = await this.#source.next();
        if (next.done) throw incomplete();
        this.#rest = next.value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async drain(): Promise<void> {
    while (!(await this.#source.next()).done);
  }
}

function incomplete(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'the body ends before the number of bytes that its headers announce',
  );
}
