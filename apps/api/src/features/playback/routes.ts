import {
  playbackGrantSeconds,
  protectedMediaPath,
  type SessionCookiePolicy,
} from '@tidecast/platform/cookies';
import { type RequestHandler, Router } from 'express';
import type { ReadLimit } from '../../http/limits.ts';
import { resource } from '../../http/resource.ts';
import { type Session, viewerOf } from '../../http/session.ts';
import { videoIdOf } from '../videos/access.ts';
import type { PlaybackService } from './service.ts';

export interface PlaybackRoutesDependencies {
  readonly playback: PlaybackService;
  readonly session: Session;
  readonly readLimit: ReadLimit;
  readonly cookies: SessionCookiePolicy;
}

export function playbackRoutes(dependencies: PlaybackRoutesDependencies): Router {
  const { playback, session, readLimit, cookies } = dependencies;
  const router = Router();

  const grant: RequestHandler = async (request, response) => {
    const id = videoIdOf(request);
    const granted = await playback.grant(id, viewerOf(response));
    for (const [name, value] of Object.entries(granted.cookies))
      response.cookie(name, value, {
        ...cookies.attributes,
        path: protectedMediaPath(id),
        maxAge: playbackGrantSeconds * 1000,
      });
    response.json(granted.playback);
  };

  // Nothing is changed by it but the caller's own cookies: it is counted like a read.
  resource(router, '/videos/:id/playback', {
    post: [session.optional, readLimit.handler, grant],
  });
  return router;
}
