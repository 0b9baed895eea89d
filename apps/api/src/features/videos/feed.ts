/** The public feed as finished bytes: most answers cost one look into a map. */
import { createHash } from 'node:crypto';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { feedCacheControl } from '@tidecast/platform/delivery';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { contextOf } from '../../http/context.ts';
import { queryOf } from '../../http/input.ts';
import type { ReadLimit } from '../../http/limits.ts';
import { type FeedQuery, feedQuerySchema } from './schema.ts';
import { pageView } from './service.ts';

/** Milliseconds that a page counts as new. */
const freshFor = 2_000;
/** Milliseconds after which a page is too old to be shown while a newer one is made. */
const staleFor = 60_000;
const mostPages = 500;

interface FeedPage {
  readonly etag: string;
  readonly body: Buffer;
  /** Name and value in turn, for `writeHead`; the request id is added for each answer. */
  readonly headers: readonly string[];
  readonly bareHeaders: readonly string[];
}

interface Slot {
  page?: FeedPage;
  loadedAt: number;
  loading?: Promise<FeedPage>;
}

export interface FeedDependencies {
  readonly catalog: Pick<VideoCatalog, 'listPublic' | 'searchPublic'>;
  readonly readLimit: ReadLimit;
  readonly securityHeaders: readonly string[];
  readonly logger: Logger;
}

export interface Feed {
  readonly handler: RequestHandler;
  /** Forgets every page: something in them must no longer be shown. */
  clear(): void;
}

export function createFeed(dependencies: FeedDependencies): Feed {
  const { catalog, readLimit, securityHeaders, logger } = dependencies;
  let slots = new Map<string, Slot>();

  async function load({ query, cursor, limit }: FeedQuery): Promise<FeedPage> {
    const request = { limit, ...(cursor && { cursor }) };
    const page = query
      ? await catalog.searchPublic(query, request)
      : await catalog.listPublic(request);
    const body = Buffer.from(JSON.stringify(pageView(page, undefined)));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const bareHeaders = [...securityHeaders, ...['Cache-Control', feedCacheControl, 'ETag', etag]];
    const headers = [
      ...bareHeaders,
      ...['Content-Type', 'application/json; charset=utf-8'],
      ...['Content-Length', String(body.length)],
    ];
    return { etag, body, headers, bareHeaders };
  }

  /** One load of a slot at a time, whoever asks. */
  function reload(key: string, slot: Slot, query: FeedQuery): Promise<FeedPage> {
    slot.loading ??= load(query)
      .then((page) => {
        slot.page = page;
        slot.loadedAt = performance.now();
        return page;
      })
      .catch((error: unknown) => {
        if (!slot.page) slots.delete(key);
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
    const oldest = slots.keys().next();
    if (slots.size > mostPages && !oldest.done) slots.delete(oldest.value);
    return slot;
  }

  const handler: RequestHandler = async (request, response) => {
    contextOf(response).route = '/api/videos';
    const query = queryOf(feedQuerySchema, request);
    const words = query.query?.toLowerCase() ?? '';
    const key = `${query.limit} ${query.cursor ?? ''} ${words}`;
    const slot = slotFor(key);
    const age = performance.now() - slot.loadedAt;
    let { page } = slot;
    if (!page || age > staleFor) {
      readLimit.spendRead(request);
      page = await reload(key, slot, query);
    } else if (age > freshFor && !slot.loading) {
      reload(key, slot, query).catch((error: unknown) =>
        logger.warn({ err: error }, 'feed not refreshed: the old page is served'),
      );
    }
    const id = ['X-Request-Id', contextOf(response).id];
    if (request.headers['if-none-match'] === page.etag) {
      response.writeHead(304, [...page.bareHeaders, ...id]).end();
    } else {
      response.writeHead(200, [...page.headers, ...id]);
      response.end(request.method === 'HEAD' ? undefined : page.body);
    }
  };

  return {
    handler,
    clear() {
      slots = new Map();
    },
  };
}
