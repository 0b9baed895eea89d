import type {
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { errorCode } from '../error-code.ts';
import { isNotModified } from './conditional.ts';
import type { RequestTarget } from './request-target.ts';
import { sendProblem } from './responses.ts';
import type { CachedResponse, CacheHit, CacheKey, SharedCache } from './shared-cache.ts';
import { endToEndHeaders, responseTo, type Upstream, UpstreamTimeout } from './upstream.ts';

/** Responses larger than this pass through without being kept, in bytes. */
const maxCachedBytes = 1024 * 1024;

/** The API behind the edge: a streaming proxy with a small shared cache before it. */
export class ApiOrigin {
  readonly #upstream: Upstream;
  readonly #cache: SharedCache;
  readonly #refreshing = new Set<string>();

  constructor(upstream: Upstream, cache: SharedCache) {
    this.#upstream = upstream;
    this.#cache = cache;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    target: RequestTarget,
  ): Promise<void> {
    const key = cacheKey(request, target);
    const hit = key && this.#cache.find(key);
    if (!key || !hit) {
      await this.#forward(request, response, target, key);
      return;
    }
    if (hit.stale) void this.#refresh(request.headers, key);
    sendCached(request, response, hit);
  }

  async #forward(
    request: IncomingMessage,
    response: ServerResponse,
    target: RequestTarget,
    key: CacheKey | undefined,
  ): Promise<void> {
    const { generation } = this.#cache;
    const headers = forwardedHeaders(request);
    const method = request.method ?? 'GET';
    const outgoing = this.#upstream.open({ method, target: target.raw, headers });
    if (!outgoing) {
      sendUnavailable(response);
      return;
    }
    // A visitor who leaves must not keep the API working, nor an event stream open.
    response.once('close', () => outgoing.destroy());
    const answered = responseTo(outgoing);
    // The answer may come, or the connection fail, before the body is through.
    pipeline(request, outgoing).catch(() => undefined);
    const incoming = await answered.catch((error: unknown) => {
      sendFailure(response, error);
      return undefined;
    });
    if (!incoming) return;
    const status = incoming.statusCode ?? 502;
    response.writeHead(status, {
      ...endToEndHeaders(incoming.headers),
      'x-cache': 'Miss from edge',
    });
    response.flushHeaders();
    const keep = key && method === 'GET' && this.#cache.mayStore(status, incoming.headers);
    const body = keep ? collect(incoming) : undefined;
    await pipeline(incoming, response);
    const whole = body?.();
    if (key && whole)
      this.#cache.store(key, { status, headers: incoming.headers, body: whole }, generation);
  }

  /** Fetches a new copy of a stale response, once at a time. A failure leaves the old one. */
  async #refresh(headers: IncomingHttpHeaders, key: CacheKey): Promise<void> {
    const name = JSON.stringify(key);
    if (this.#refreshing.has(name)) return;
    this.#refreshing.add(name);
    try {
      const { generation } = this.#cache;
      const fresh = await this.#fetch(headers, key.target);
      if (!fresh || fresh.status >= 500) return;
      if (this.#cache.mayStore(fresh.status, fresh.headers))
        this.#cache.store(key, fresh, generation);
      else this.#cache.forget(key);
    } catch {
      // The API is away: the stale copy serves until its time is up.
    } finally {
      this.#refreshing.delete(name);
    }
  }

  async #fetch(headers: IncomingHttpHeaders, target: string): Promise<CachedResponse | undefined> {
    const { host, accept, authorization, cookie } = headers;
    const outgoing = this.#upstream.open({
      method: 'GET',
      target,
      headers: Object.fromEntries(
        Object.entries({ host, accept, authorization, cookie }).filter(([, value]) => value),
      ),
    });
    if (!outgoing) return undefined;
    outgoing.end();
    const incoming = await responseTo(outgoing);
    const body = await buffer(incoming);
    return { status: incoming.statusCode ?? 502, headers: incoming.headers, body };
  }
}

function cacheKey(
  { method, headers }: IncomingMessage,
  target: RequestTarget,
): CacheKey | undefined {
  if ((method !== 'GET' && method !== 'HEAD') || headers.range !== undefined) return undefined;
  return { target: target.raw, session: `${headers.authorization ?? ''}\n${headers.cookie ?? ''}` };
}

function forwardedHeaders(request: IncomingMessage) {
  const { headers, socket } = request;
  const before = headers['x-forwarded-for'];
  const address = socket.remoteAddress ?? 'unknown';
  const { 'accept-encoding': _decidedHere, ...rest } = endToEndHeaders(headers);
  return {
    ...rest,
    'x-forwarded-for': before ? `${before}, ${address}` : address,
    'x-forwarded-proto': 'http',
  };
}

/** Gathers a body on its way to the visitor; undefined if it was too long or cut off. */
function collect(incoming: IncomingMessage): () => Buffer | undefined {
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxCachedBytes) chunks.push(chunk);
  });
  return () => (incoming.complete && size <= maxCachedBytes ? Buffer.concat(chunks) : undefined);
}

function sendCached(request: IncomingMessage, response: ServerResponse, hit: CacheHit): void {
  const { status, headers, body } = hit.response;
  const { etag } = headers;
  const unchanged = etag !== undefined && isNotModified(request.headers, { etag });
  const { 'content-length': _length, ...kept } = endToEndHeaders(headers);
  const sent: OutgoingHttpHeaders = {
    ...kept,
    age: String(hit.ageSeconds),
    'x-cache': 'Hit from edge',
  };
  if (!unchanged) sent['content-length'] = body.length;
  response.writeHead(unchanged ? 304 : status, sent);
  response.end(unchanged || request.method === 'HEAD' ? undefined : body);
}

/** Says that what stands behind the edge is not running yet. */
export function sendUnavailable(response: ServerResponse): void {
  sendProblem(response, {
    status: 503,
    code: 'starting',
    detail: 'The API is not running yet. Try again in a second.',
    retryAfterSeconds: 1,
  });
}

function sendFailure(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) return;
  if (error instanceof UpstreamTimeout)
    sendProblem(response, {
      status: 504,
      code: 'upstream_timeout',
      detail: 'The API did not answer in time.',
    });
  else if (errorCode(error) === 'ECONNREFUSED') sendUnavailable(response);
  else
    sendProblem(response, {
      status: 502,
      code: 'bad_gateway',
      detail: 'The API broke off its answer.',
    });
}
