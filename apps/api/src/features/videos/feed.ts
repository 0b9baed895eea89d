/** The public feed as finished bytes: most answers cost one look into a map. */
import { createHash } from 'node:crypto';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { type FeedQuery, feedQuerySchema } from '@tidecast/contract/videos';
import { check } from '@tidecast/http/check';
import { feedCacheControl } from '@tidecast/platform/delivery';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { contextOf } from '../../http/context.ts';
import type { ReadLimit } from '../../http/limits.ts';
import { pageView } from './service.ts';

/** Milliseconds that a page counts as new. */
const freshFor = 2_000;
/** Milliseconds after which a page is too old to be shown while a newer one is made. */
const staleFor = 60_000;
const mostPages = 500;
/** A page of a hundred long descriptions is 1.5 MB: their number alone bounds no memory. */
const mostBytes = 64 * 1024 * 1024;

interface FeedPage {
  readonly etag: string;
  /**
   * The UTF-8 bytes as a Latin-1 string: Node sends a string in one write with the headers, a
   * buffer in two.
   */
  readonly body: string;
  /** Name and value in turn, for `writeHead`; the request id is added for each answer. */
  readonly headers: readonly string[];
  readonly bareHeaders: readonly string[];
}

interface Slot {
  page?: FeedPage;
  loadedAt: number;
  loading?: Promise<FeedPage>;
}

/** What a URL asks for. */
interface KnownQuery {
  readonly query: FeedQuery;
  /** The same for every way to write the query. */
  readonly key: string;
}

export interface FeedDependencies {
  readonly catalog: Pick<VideoCatalog, 'listPublic' | 'searchPublic'>;
  readonly readLimit: ReadLimit;
  readonly securityHeaders: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

export interface Feed {
  readonly handler: RequestHandler;
  /** Forgets every page: something in them must no longer be shown. */
  clear(): void;
}

export function createFeed(dependencies: FeedDependencies): Feed {
  const { catalog, readLimit, securityHeaders, logger } = dependencies;
  const protection = Object.entries(securityHeaders).flat();
  let slots = new Map<string, Slot>();
  let bytes = 0;
  const queries = new Map<string, KnownQuery>();

  async function load({ query, cursor, limit }: FeedQuery): Promise<FeedPage> {
    const request = { limit, ...(cursor && { cursor }) };
    const page = query
      ? await catalog.searchPublic(query, request)
      : await catalog.listPublic(request);
    const body = Buffer.from(JSON.stringify(pageView(page, undefined)));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const bareHeaders = [...protection, ...['Cache-Control', feedCacheControl, 'ETag', etag]];
    const headers = [
      ...bareHeaders,
      ...['Content-Type', 'application/json; charset=utf-8'],
      ...['Content-Length', String(body.length)],
    ];
    return { etag, body: body.toString('latin1'), headers, bareHeaders };
  }

  /** One load of a slot at a time, whoever asks. */
  function reload(key: string, slot: Slot, query: FeedQuery): Promise<FeedPage> {
    slot.loading ??= load(query)
      .then((page) => {
        // A slot that was dropped meanwhile is nobody's memory.
        if (slots.get(key) === slot) bytes += page.body.length - (slot.page?.body.length ?? 0);
        slot.page = page;
        slot.loadedAt = performance.now();
        dropOldest();
        return page;
      })
      .catch((error: unknown) => {
        if (!slot.page && slots.get(key) === slot) slots.delete(key);
        throw error;
      })
      .finally(() => {
        delete slot.loading;
      });
    return slot.loading;
  }

  function slotFor(key: string): Slot {
    const known = slots.get(key);
    const slot = known ?? { loadedAt: Number.NEGATIVE_INFINITY };
    // A map keeps the order of insertion: putting a slot back makes it the last to be dropped.
    if (known) slots.delete(key);
    slots.set(key, slot);
    dropOldest();
    return slot;
  }

  function dropOldest(): void {
    for (const [key, { page }] of slots) {
      if (slots.size <= mostPages && bytes <= mostBytes) return;
      slots.delete(key);
      bytes -= page?.body.length ?? 0;
    }
  }

  /** Reading a query takes longer than answering it, and most are asked for again and again. */
  function readQuery(request: Request): KnownQuery {
    const known = queries.get(request.url);
    if (known) return known;
    const query = check(feedQuerySchema, request.query, 'query');
    const words = query.query?.toLowerCase() ?? '';
    const read = { query, key: `${query.limit} ${query.cursor ?? ''} ${words}` };
    if (queries.size >= mostPages) queries.clear();
    queries.set(request.url, read);
    return read;
  }

  const handler: RequestHandler = (request, response, next) => {
    contextOf(response).route = '/api/videos';
    const { query, key } = readQuery(request);
    const slot = slotFor(key);
    const age = performance.now() - slot.loadedAt;
    const { page } = slot;
    if (!page || age > staleFor) {
      readLimit.spendRead(request);
      reload(key, slot, query).then((loaded) => answer(request, response, loaded), next);
      return;
    }
    if (age > freshFor && !slot.loading)
      reload(key, slot, query).catch((error: unknown) =>
        logger.warn({ err: error }, 'feed not refreshed: the old page is served'),
      );
    answer(request, response, page);
  };

  return {
    handler,
    clear() {
      slots = new Map();
      bytes = 0;
    },
  };
}

function answer(request: Request, response: Response, page: FeedPage): void {
  const id = ['X-Request-Id', contextOf(response).id];
  if (request.headers['if-none-match'] === page.etag) {
    response.writeHead(304, [...page.bareHeaders, ...id]).end();
  } else {
    response.writeHead(200, [...page.headers, ...id]).end(page.body, 'latin1');
  }
}
