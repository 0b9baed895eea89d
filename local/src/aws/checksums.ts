/** The checksums S3 takes with a body (S3 User Guide, "Checking object integrity"). */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A checksum that is fed as the body flows. */
export interface Checksum {
  update(chunk: Buffer): void;
  /** Base64, as in `x-amz-checksum-*`. */
  digest(): string;
}

/** By the ending of `x-amz-checksum-…`; the names are in lower case. */
const checksums: Readonly<Record<string, () => Checksum>> = {
  crc32: crc32Checksum,
  crc32c: crc32cChecksum,
  crc64nvme: crc64Checksum,
  sha1: () => hashChecksum('sha1'),
  sha256: () => hashChecksum('sha256'),
};

/** Undefined for an algorithm that S3 does not know. */
export function createChecksum(name: string): Checksum | undefined {
  return Object.hasOwn(checksums, name) ? checksums[name]?.() : undefined;
}

/** MD5, SHA-1 or SHA-256. */
export function hashChecksum(
  name: 'md5' | 'sha1' | 'sha256',
  encoding: 'base64' | 'hex' = 'base64',
) {
  const hash = createHash(name);
  return {
    update: (chunk: Buffer) => void hash.update(chunk),
    digest: () => hash.digest(encoding),
  };
}

function crc32Checksum(): Checksum {
  let value = 0;
  return {
    update: (chunk) => {
      value = crc32(chunk, value);
    },
    digest: () => bigEndian(value),
  };
}

/** Castagnoli's polynomial, bits reversed (RFC 3720, appendix B.4). */
const castagnoli = 0x82f63b78;
let crc32cTable: Uint32Array | undefined;

function crc32cChecksum(): Checksum {
  crc32cTable ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ castagnoli : value >>> 1;
    return value >>> 0;
  });
  const table = crc32cTable;
  let value = ~0;
  return {
    update: (chunk) => {
      let crc = value;
      for (let i = 0; i < chunk.length; i++)
        crc = (crc >>> 8) ^ (table[(crc ^ (chunk[i] ?? 0)) & 0xff] ?? 0);
      value = crc;
    },
    digest: () => bigEndian(~value),
  };
}

/** NVMe's polynomial, bits reversed (NVM Express NVM Command Set Specification, section 5.2.1.3.4). */
const nvme = 0x9a6c9329ac4bc9b5n;
let crc64Tables: { high: Int32Array; low: Int32Array } | undefined;

/** Kept as two 32-bit halves: BigInt arithmetic would be the slowest thing in an upload. */
function crc64Checksum(): Checksum {
  crc64Tables ??= makeCrc64Tables();
  const { high, low } = crc64Tables;
  let [valueHigh, valueLow] = [~0, ~0];
  return {
    update: (chunk) => {
      let [h, l] = [valueHigh, valueLow];
      for (let i = 0; i < chunk.length; i++) {
        const index = (l ^ (chunk[i] ?? 0)) & 0xff;
        l = ((l >>> 8) | (h << 24)) ^ (low[index] ?? 0);
        h = (h >>> 8) ^ (high[index] ?? 0);
      }
      [valueHigh, valueLow] = [h, l];
    },
    digest: () => bigEndian(~valueHigh, ~valueLow),
  };
}

function makeCrc64Tables() {
  const entries = Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ nvme : value >> 1n;
    return value;
  });
  return {
    high: Int32Array.from(entries, (value) => Number(BigInt.asIntN(32, value >> 32n))),
    low: Int32Array.from(entries, (value) => Number(BigInt.asIntN(32, value))),
  };
}

function bigEndian(...words: number[]): string {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => void bytes.writeInt32BE(word | 0, index * 4));
  return bytes.toString('base64');
}
