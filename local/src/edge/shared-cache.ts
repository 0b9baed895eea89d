import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import { sharedFreshness } from './cache-control.ts';

/** A whole response of the API. */
export interface CachedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface CacheHit {
  readonly response: CachedResponse;
  readonly ageSeconds: number;
  /** True when a new copy should be fetched behind this answer. */
  readonly stale: boolean;
}

/** Where a request's response is kept. A session has its own entries, as in CloudFront. */
export interface CacheKey {
  /** Path and query. */
  readonly target: string;
  /** Everything that identifies the caller; empty for an anonymous one. */
  readonly session: string;
}

interface Entry {
  readonly target: string;
  readonly response: CachedResponse;
  readonly storedAt: number;
  readonly freshSeconds: number;
  readonly staleSeconds: number;
}

/** Bytes of API responses kept in memory: thousands of feed pages. */
const cacheBytes = 32 * 1024 * 1024;

/** Headers that every stored response may vary by: they are in the key or never reach the API. */
const harmlessVariations = new Set(['accept-encoding', 'authorization', 'cookie', 'origin']);

/** What CloudFront keeps of the API's public responses. */
export class SharedCache {
  readonly #entries = new LRUCache<string, Entry>({ maxSize: cacheBytes });
  readonly #now: () => number;
  #purges = 0;

  /** @param now - the time in milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts purges: a response asked for before one must not be stored after it. */
  get generation(): number {
    return this.#purges;
  }

  find(key: CacheKey): CacheHit | undefined {
    const name = entryName(key);
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    const ageSeconds = Math.floor((this.#now() - entry.storedAt) / 1000);
    if (ageSeconds >= entry.freshSeconds + entry.staleSeconds) {
      this.#entries.delete(name);
      return undefined;
    }
    return { response: entry.response, ageSeconds, stale: ageSeconds >= entry.freshSeconds };
  }

  /** Whether a response with these headers may be kept at all. */
  mayStore(status: number, headers: IncomingHttpHeaders): boolean {
    if (status !== 200 || headers['set-cookie']) return false;
    if (sharedFreshness(headers['cache-control']) === undefined) return false;
    return (headers.vary ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .every((name) => name === '' || harmlessVariations.has(name));
  }

  /** @param generation - what {@link generation} was when the response was asked for */
  store(key: CacheKey, response: CachedResponse, generation: number): void {
    const freshness = sharedFreshness(response.headers['cache-control']);
    if (!freshness || generation !== this.#purges) return;
    if (!this.mayStore(response.status, response.headers)) return;
    const entry = { target: key.target, response, storedAt: this.#now(), ...freshness };
    // An empty body takes room too.
    this.#entries.set(entryName(key), entry, { size: response.body.length + 1 });
  }

  forget(key: CacheKey): void {
    this.#entries.delete(entryName(key));
  }

  /**
   * Drops what matches any of the paths, as a CloudFront invalidation does: `*` stands for any run
   * of characters; without one the path must be the whole target, query included.
   */
  purge(paths: readonly string[]): void {
    this.#purges += 1;
    const patterns = paths.map(pathPattern);
    // A copy: looking at an entry moves it to the front, where the walk would meet it again for ever.
    for (const name of [...this.#entries.keys()]) {
      const target = this.#entries.get(name)?.target ?? '';
      if (patterns.some((pattern) => pattern.test(target))) this.#entries.delete(name);
    }
  }
}

function entryName({ target, session }: CacheKey): string {
  return `${target}\n${session}`;
}

function pathPattern(path: string): RegExp {
  const absolute = path.startsWith('/') ? path : `/${path}`;
  const literal = absolute.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's');
}
