import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlibConstants } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { StoredObject } from '../s3/object-store.ts';

export type Encoding = 'br' | 'gzip';

/** CloudFront compresses objects between these sizes, in bytes ("Serve compressed files"). */
const compressible = { min: 1_000, max: 10_000_000 };

/** Compressed copies kept in memory, in bytes: several builds of the page fit. */
const cacheBytes = 32 * 1024 * 1024;

const textTypes =
  /^(text\/|application\/(javascript|json|manifest\+json|xml|wasm|vnd\.apple\.mpegurl)|image\/svg)/;

/** Compresses what gains from it, once for each version of an object. */
export class Compressor {
  readonly #copies = new LRUCache<string, Promise<Buffer>>({ maxSize: cacheBytes });

  /** The encoding to answer in; undefined for none. */
  choose(acceptEncoding: string | undefined, object: StoredObject): Encoding | undefined {
    const { size, contentType } = object;
    if (size < compressible.min || size > compressible.max) return undefined;
    if (!textTypes.test(contentType)) return undefined;
    const accepted = acceptedEncodings(acceptEncoding);
    if (accepted.has('br')) return 'br';
    return accepted.has('gzip') || accepted.has('*') ? 'gzip' : undefined;
  }

  /** The compressed bytes of an object. */
  async compressed(object: StoredObject, encoding: Encoding): Promise<Buffer> {
    const key = `${object.bucket}/${object.key} ${object.etag} ${encoding}`;
    const known = this.#copies.get(key);
    if (known) return known;
    const copy = compressFile(object.filePath, encoding);
    // Counted at its full size: what it shrinks to is not known yet.
    this.#copies.set(key, copy, { size: object.size });
    copy.catch(() => this.#copies.delete(key));
    return copy;
  }
}

async function compressFile(path: string, encoding: Encoding): Promise<Buffer> {
  const plain = await readFile(path);
  if (encoding === 'gzip') return promisify(gzip)(plain, { level: 6 });
  return promisify(brotliCompress)(plain, {
    params: {
      // 5 of 11: the levels above take many times longer for a few per cent.
      [zlibConstants.BROTLI_PARAM_QUALITY]: 5,
      [zlibConstants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
}

function acceptedEncodings(header = ''): Set<string> {
  const wanted = header.split(',').map((entry) =>
    entry
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/),
  );
  return new Set(
    wanted.filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? '')).map(([name]) => name ?? ''),
  );
}
