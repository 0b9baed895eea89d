import type { KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiRoot } from '@tidecast/platform/delivery/api-paths';
import {
  behaviourFor,
  type EdgeBehaviour,
  webObjectKey,
} from '@tidecast/platform/delivery/behaviours';
import {
  contentSecurityPolicy,
  securityHeaders,
  serializeContentSecurityPolicy,
} from '@tidecast/platform/delivery/headers';
import type { HttpApi } from '../apigateway/http-api.ts';
import type { Ivs } from '../ivs/ivs.ts';
import { playbackPath } from '../ivs/playback.ts';
import type { IvsChat } from '../ivschat/ivschat.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { ApiOrigin, sendUnavailable } from './api-origin.ts';
import { Compressor } from './compression.ts';
import { type LocalThings, serveLocalPage } from './local-pages.ts';
import { ObjectResponder } from './object-response.ts';
import { parseTarget, type RequestTarget } from './request-target.ts';
import { send, sendProblem, sendXmlError } from './responses.ts';
import { SharedCache } from './shared-cache.ts';
import { refusalOf } from './signed-cookies.ts';
import { chatEndpoint, serveUpgrades } from './upgrades.ts';
import { Upstream } from './upstream.ts';

export interface EdgeOptions {
  /** 0 for a free one. */
  readonly port: number;
  /** Where the API is now, such as `http://127.0.0.1:3000`; undefined while it is not running. */
  readonly apiUrl: () => string | undefined;
  readonly store: Pick<ObjectStore, 'head'>;
  readonly webBucket: string;
  readonly mediaBucket: string;
  /** What visitors call the site: cookies are signed for it. Its own address by default. */
  readonly origin?: string;
  /** The key pair that signs playback cookies. */
  readonly signingKey: { readonly keyPairId: string; readonly publicKey: KeyObject };
  /** Origin that browsers PUT upload parts to. */
  readonly uploadOrigin: string;
  /** What is shown under `/local/`. */
  readonly local: LocalThings;
  /** Behind the paths of live channels; undefined while it is not running. */
  readonly liveApi: () => HttpApi | undefined;
  /** Takes the page's chat connections. */
  readonly chat: Pick<IvsChat, 'upgrade'>;
  /** Delivers live streams, which IVS does beside the distribution. */
  readonly streams: Pick<Ivs, 'servePlayback'>;
  /** What went wrong while serving; answers have been sent by then. */
  readonly onError: (error: unknown) => void;
  /** The time in milliseconds. */
  readonly now?: () => number;
}

export interface Edge {
  /** The site's origin, such as `http://localhost:8080`. */
  readonly url: string;
  /** Drops cached responses, as a CloudFront invalidation of these paths does. */
  purge(paths: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * Starts a stand-in for the CloudFront distribution on 127.0.0.1: the behaviours of
 * packages/platform/delivery over the web bucket, the media bucket and the API.
 */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const now = options.now ?? Date.now;
  const cache = new SharedCache(now);
  const upstream = new Upstream(options.apiUrl);
  const api = new ApiOrigin(upstream, cache);
  const objects = new ObjectResponder(options.store, new Compressor());
  const server = createServer();
  const url = await listen(server, options.port);
  const csp = serializeContentSecurityPolicy(
    contentSecurityPolicy({
      uploadOrigin: options.uploadOrigin,
      chatOrigin: new URL(chatEndpoint(url)).origin,
    }),
  );
  const endUpgraded = serveUpgrades(server, options.chat);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = parseTarget(request.url ?? '');
    if (!target) {
      // As the API has it: what no id can look like does not exist.
      if (request.url?.startsWith(`${apiRoot}/`))
        sendProblem(response, { status: 404, code: 'not_found', detail: 'No path looks so.' });
      else
        sendProblem(response, { status: 400, code: 'bad_path', detail: 'This path is malformed.' });
      return;
    }
    if (target.path.startsWith(playbackPath)) {
      await options.streams.servePlayback(request, response, target);
      return;
    }
    if (target.path.startsWith('/local/')) {
      await serveLocalPage(request, response, { target, ...options.local });
      return;
    }
    const behaviour = behaviourFor(target.path);
    if (behaviour.origin === 'api') await api.handle(request, response, target);
    else if (behaviour.origin === 'live') await serveLive(request, response, target);
    else if (request.method !== 'GET' && request.method !== 'HEAD') refuseMethod(response);
    else if (behaviour.origin === 'media') await serveMedia(request, response, target, behaviour);
    else await serveWeb(request, response, target, behaviour);
  }

  async function serveLive(
    request: IncomingMessage,
    response: ServerResponse,
    target: RequestTarget,
  ): Promise<void> {
    const live = options.liveApi();
    if (live) await live.handle(request, response, target);
    else sendUnavailable(response);
  }

  async function serveMedia(
    request: IncomingMessage,
    response: ServerResponse,
    target: RequestTarget,
    behaviour: EdgeBehaviour,
  ): Promise<void> {
    const refusal = behaviour.signedCookies ? refusalFor(request, target) : undefined;
    if (refusal) {
      sendXmlError(response, 403, refusal.code, refusal.message);
      return;
    }
    for (const name of ['Cross-Origin-Resource-Policy', 'X-Content-Type-Options'] as const)
      response.setHeader(name, securityHeaders[name] ?? '');
    const key = target.path.slice((behaviour.stripPrefix ?? '').length + 1);
    setCacheControl(response, behaviour);
    const address = { bucket: options.mediaBucket, key };
    if (await objects.send(request, response, address)) return;
    response.removeHeader('Cache-Control');
    sendXmlError(response, 404, 'NoSuchKey', 'The specified key does not exist.');
  }

  function refusalFor({ headers }: IncomingMessage, target: RequestTarget) {
    const { keyPairId, publicKey } = options.signingKey;
    return refusalOf({
      cookieHeader: headers.cookie,
      url: (options.origin ?? url) + target.raw,
      keyPairId,
      publicKey,
      now: new Date(now()),
    });
  }

  async function serveWeb(
    request: IncomingMessage,
    response: ServerResponse,
    target: RequestTarget,
    behaviour: EdgeBehaviour,
  ): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    response.setHeader('Content-Security-Policy', csp);
    setCacheControl(response, behaviour);
    const key = webObjectKey(target.path);
    if (await objects.send(request, response, { bucket: options.webBucket, key })) return;
    response.removeHeader('Cache-Control');
    if (key === 'index.html') sendNotPublished(response);
    else sendXmlError(response, 404, 'NoSuchKey', 'The specified key does not exist.');
  }

  server.on('request', (request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A visitor who leaves in the middle of an answer is no fault of ours.
      if (response.destroyed || response.writableEnded) return;
      options.onError(error);
      if (response.headersSent) response.destroy();
      else sendProblem(response, { status: 500, code: 'edge_failed', detail: 'The edge failed.' });
    });
  });

  return {
    url,
    purge: (paths) => cache.purge(paths),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      endUpgraded();
      upstream.close();
      await closed;
    },
  };
}

function setCacheControl(response: ServerResponse, { cacheControl }: EdgeBehaviour): void {
  if (cacheControl) response.setHeader('Cache-Control', cacheControl);
}

function refuseMethod(response: ServerResponse): void {
  response.setHeader('Allow', 'GET, HEAD');
  sendXmlError(response, 405, 'MethodNotAllowed', 'Only GET and HEAD are allowed here.');
}

function sendNotPublished(response: ServerResponse): void {
  response.setHeader('Retry-After', '1');
  response.setHeader('Refresh', '1');
  send(response, 503, 'text/plain; charset=utf-8', 'Tidecast is starting. One moment.\n');
}

/** Listens on the loopback interface alone. */
async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: actual } = server.address() as AddressInfo;
  return `http://localhost:${actual}`;
}
