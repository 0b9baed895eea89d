/** The public feed as prepared bytes: most answers cost one lookup in a map. */

import { createHash } from 'node:crypto';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { type FeedQuery, feedQuerySchema } from '@tidecast/contract/videos';
import { check } from '@tidecast/http/check';
import { feedPath } from '@tidecast/platform/delivery/api-paths';
import { feedCacheControl } from '@tidecast/platform/delivery/behaviours';
import type { Request, RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { contextOf } from '../../http/context.ts';
import type { ReadLimit } from '../../http/limits.ts';
import { pageView } from './service.ts';

/** How long a page counts as fresh, in milliseconds. */
const freshFor = 2_000;
/** Milliseconds after which a page is too old to be shown while a newer one is made. */
const staleFor = 60_000;
const maxPages = 500;
/**
 * A page of a hundred long descriptions is 1.5 MB, so limiting the number of pages would not bound
 * memory.
 */
const maxBytes = 64 * 1024 * 1024;

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

interface KeptPage {
  readonly page: FeedPage;
  readonly loadedAt: number;
}

/** A parsed query. */
interface KnownQuery {
  readonly query: FeedQuery;
  /** Normalized: the same however the query was written. */
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
  /** Drops every page, because something in them must no longer be shown. */
  clear(): void;
}

export function createFeed(dependencies: FeedDependencies): Feed {
  const { catalog, readLimit, securityHeaders, logger } = dependencies;
  const protection = Object.entries(securityHeaders).flat();
  const pages = new LRUCache<string, KeptPage>({ max: maxPages, maxSize: maxBytes });
  const loads = new Map<string, Promise<FeedPage>>();
  const queries = new LRUCache<string, KnownQuery>({ max: maxPages });

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

  /** Loads a page, at most once at a time. */
  function reload(key: string, query: FeedQuery): Promise<FeedPage> {
    const running = loads.get(key);
    if (running) return running;
    const loading = load(query)
      .then((page) => {
        // Unless it was cleared meanwhile: it may hold something that must no longer be shown.
        if (loads.get(key) === loading)
          pages.set(key, { page, loadedAt: performance.now() }, { size: page.body.length });
        return page;
      })
      .finally(() => {
        if (loads.get(key) === loading) loads.delete(key);
      });
    loads.set(key, loading);
    return loading;
  }

  /** Parsing a query takes longer than answering it, and most queries are repeated. */
  function readQuery(request: Request): KnownQuery {
    const known = queries.get(request.url);
    if (known) return known;
    const query = check(feedQuerySchema, request.query, 'query');
    const words = query.query?.toLowerCase() ?? '';
    const read = { query, key: `${query.limit} ${query.cursor ?? ''} ${words}` };
    queries.set(request.url, read);
    return read;
  }

  const handler: RequestHandler = (request, response, next) => {
    contextOf(response).route = feedPath;
    const { query, key } = readQuery(request);
    const kept = pages.get(key);
    const age = kept ? performance.now() - kept.loadedAt : Number.POSITIVE_INFINITY;
    if (!kept || age > staleFor) {
      readLimit.spendRead(request);
      reload(key, query).then((loaded) => answer(request, response, loaded), next);
      return;
    }
    if (age > freshFor && !loads.has(key))
      reload(key, query).catch((error: unknown) =>
        logger.warn({ err: error }, 'feed not refreshed: the old page is served'),
      );
    answer(request, response, kept.page);
  };

  return {
    handler,
    clear() {
      pages.clear();
      loads.clear();
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
