import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { apiRoutes } from '@tidecast/contract/routes/api';
import { answerHeaders } from '@tidecast/http/answer-headers';
import { openApiDocument } from '@tidecast/http/openapi';
import type { ProfileOf } from '@tidecast/http/profiles';
import type { TokenVerifier } from '@tidecast/http/token-verifier';
import type { Publish } from '@tidecast/notifications/publisher';
import { apiRoot, feedPath } from '@tidecast/platform/delivery/api-paths';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import express, { type Express, Router } from 'express';
import type { Logger } from 'pino';
import type { Background } from './background.ts';
import { authHandlers } from './features/auth/handlers.ts';
import type { IdentityProvider } from './features/auth/identity.ts';
import { createAuthService } from './features/auth/service.ts';
import { captionHandlers } from './features/captions/handlers.ts';
import { type CaptionStore, createCaptionService } from './features/captions/service.ts';
import { estimateHandlers } from './features/estimate/handlers.ts';
import { eventHandlers } from './features/events/handlers.ts';
import { createStatusHub } from './features/events/service.ts';
import { playbackHandlers } from './features/playback/handlers.ts';
import { createPlaybackService, type SignMedia } from './features/playback/service.ts';
import { uploadHandlers } from './features/uploads/handlers.ts';
import { createUploadService } from './features/uploads/service.ts';
import type { UploadStore } from './features/uploads/upload-store.ts';
import { createFeed } from './features/videos/feed.ts';
import { videoHandlers } from './features/videos/handlers.ts';
import { createPlayability, type PlaylistProbe } from './features/videos/playability.ts';
import {
  createVideoService,
  type RequestEncode,
  type VideoMaterial,
} from './features/videos/service.ts';
import { viewHandlers } from './features/views/handlers.ts';
import { createViewService } from './features/views/service.ts';
import type { Availability } from './http/availability.ts';
import { requestContext } from './http/context.ts';
import { answerErrors, unknownRoute } from './http/errors.ts';
import { healthRoutes } from './http/health.ts';
import { type ApiLimits, createCounts, createReadLimit } from './http/limits.ts';
import type { Metrics } from './http/metrics.ts';
import { answerProtection, sameOriginOnly } from './http/security.ts';
import { serveRoutes } from './http/serve-routes.ts';
import { createSession } from './http/session.ts';

/** Everything the API needs from outside; nothing is read from the environment. */
export interface AppDependencies {
  readonly settings: {
    /** The site's origin, such as `https://example.com`. */
    readonly publicOrigin: string;
    /** Proxies in front that append to X-Forwarded-For. */
    readonly trustedProxyHops: number;
    readonly dailyEncodeMinutes: number;
    /** Signs the cookies that tell anonymous viewers apart; the same in every replica. */
    readonly viewerSecret: Buffer;
    /** Milliseconds between polls of the videos whose status is being watched. */
    readonly statusPollInterval?: number;
  };
  readonly catalog: VideoCatalog;
  readonly identity: IdentityProvider;
  readonly profileOf: ProfileOf;
  readonly verifier: TokenVerifier;
  readonly uploads: UploadStore;
  readonly captions: CaptionStore;
  readonly material: VideoMaterial;
  readonly playlistExists: PlaylistProbe;
  readonly requestEncode: RequestEncode;
  /** Announces that a video is public. Never rejects. */
  readonly publish: Publish;
  readonly signMedia: SignMedia;
  readonly limits: ApiLimits;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly background: Background;
  readonly availability: Availability;
}

export interface App {
  readonly handler: Express;
  /** Ends what would otherwise go on for ever: the event streams. */
  endStreams(): void;
}

/** An id that no video has: reading it shows whether the table can be reached. */
const noVideo = '00000000000000000000000000';

/** The API as a request handler. It does not listen or start anything. */
export function createApp(dependencies: AppDependencies): App {
  const { settings, catalog, limits, logger, metrics, verifier, availability } = dependencies;
  const cookies = sessionCookiePolicy(settings.publicOrigin);
  const securityHeaders = answerHeaders(cookies.attributes.secure);
  const protect = answerProtection(securityHeaders);
  const readLimit = createReadLimit();

  const auth = createAuthService(dependencies.identity, dependencies.profileOf, logger);
  const session = createSession(verifier, cookies);
  const playability = createPlayability(catalog, dependencies.playlistExists);
  const feed = createFeed({ catalog, readLimit, securityHeaders, logger });
  const videos = createVideoService({
    ...dependencies,
    playability,
    onUnpublish: feed.clear,
  });
  const uploads = createUploadService({
    catalog,
    videos,
    store: dependencies.uploads,
    ownerName: async (caller) => (await auth.user(caller)).displayName,
    dailyEncodeMinutes: settings.dailyEncodeMinutes,
  });
  const hub = createStatusHub({
    catalog,
    playability,
    logger,
    ...(settings.statusPollInterval && { pollInterval: settings.statusPollInterval }),
  });
  const playback = createPlaybackService(videos, dependencies.signMedia);
  const captions = createCaptionService(catalog, videos, dependencies.captions);
  const views = createViewService(catalog, addressAllowance(limits), settings.viewerSecret);

  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', settings.trustedProxyHops);
  app.use(requestContext(logger, metrics, availability));
  // Before all middleware: this is the busiest path, and its answer and headers are the same for
  // everybody.
  app.get(feedPath, feed.handler);
  app.use(healthRoutes(availability, () => catalog.get(noVideo)));
  app.use((_request, response, next) => {
    protect(response);
    next();
  });

  const document = JSON.stringify(openApiDocument(cookies));
  const api = Router({ caseSensitive: true });
  api.use(sameOriginOnly(settings.publicOrigin, cookies));
  api.get('/openapi.json', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').type('json').send(document);
  });
  const handlers = {
    ...authHandlers({ auth, limits, cookies, verifier }),
    ...videoHandlers({ videos, uploads, feed }),
    ...uploadHandlers(uploads),
    ...eventHandlers({ videos, hub, openStreams: metrics.eventStreams }),
    ...playbackHandlers(playback, cookies),
    ...viewHandlers({ videos, views, cookies }),
    ...captionHandlers(captions),
    ...estimateHandlers,
  };
  api.use(serveRoutes(apiRoutes, handlers, { session, counts: createCounts(limits, readLimit) }));
  app.use(apiRoot, api);
  app.use(unknownRoute);
  app.use(answerErrors(logger, protect));
  return { handler: app, endStreams: hub.close };
}

function addressAllowance(limits: ApiLimits) {
  return {
    take: (key: string) =>
      limits.spend('anonymousView', key).then(
        () => true,
        () => false,
      ),
    giveBack: (key: string) => limits.giveBack('anonymousView', key),
  };
}
