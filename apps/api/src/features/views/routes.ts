import { readCookie } from '@tidecast/http/cookies';
import { addressKey } from '@tidecast/http/limits';
import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import { type RequestHandler, Router } from 'express';
import type { ReadLimit } from '../../http/limits.ts';
import { resource } from '../../http/resource.ts';
import { type Session, viewerOf } from '../../http/session.ts';
import { videoIdOf } from '../videos/access.ts';
import type { VideoService } from '../videos/service.ts';
import type { ViewService } from './service.ts';

/** Milliseconds that a browser is known by: a year. */
const viewerCookieAge = 365 * 24 * 60 * 60 * 1000;

export interface ViewRoutesDependencies {
  readonly videos: VideoService;
  readonly views: ViewService;
  readonly session: Session;
  readonly readLimit: ReadLimit;
  readonly cookies: SessionCookiePolicy;
}

export function viewRoutes(dependencies: ViewRoutesDependencies): Router {
  const { videos, views, session, readLimit, cookies } = dependencies;
  const cookieName = cookies.attributes.secure ? '__Host-tc_viewer' : 'tc_viewer';
  const router = Router();

  const count: RequestHandler = async (request, response) => {
    const viewer = viewerOf(response);
    const { id } = await videos.visible(videoIdOf(request), viewer);
    if (viewer) {
      await views.countUser(id, viewer);
    } else {
      let cookie = readCookie(request.headers.cookie, cookieName);
      let viewerId = views.viewerId(cookie);
      if (!viewerId) {
        cookie = views.newViewer();
        viewerId = views.viewerId(cookie) ?? '';
        response.cookie(cookieName, cookie, { ...cookies.attributes, maxAge: viewerCookieAge });
      }
      await views.countAnonymous(id, viewerId, addressKey(request.ip));
    }
    response.status(204).end();
  };

  resource(router, '/videos/:id/views', { post: [session.optional, readLimit.handler, count] });
  return router;
}
