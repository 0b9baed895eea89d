import type { viewRoutes } from '@tidecast/contract/routes/views';
import { readCookie } from '@tidecast/http/cookies';
import { addressKey } from '@tidecast/http/limits';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { ApiHandlers } from '../../http/serve-routes.ts';
import type { VideoService } from '../videos/service.ts';
import type { ViewService } from './service.ts';

/** How long a browser is recognized, in milliseconds: a year. */
const viewerCookieAge = 365 * 24 * 60 * 60 * 1000;

export interface ViewHandlersDependencies {
  readonly videos: VideoService;
  readonly views: ViewService;
  readonly cookies: SessionCookiePolicy;
}

export function viewHandlers({
  videos,
  views,
  cookies,
}: ViewHandlersDependencies): ApiHandlers<typeof viewRoutes> {
  const { viewerName, attributes } = cookies;
  return {
    async countView({ params, caller, headers, address, reply }) {
      const { id } = await videos.visible(params.id, caller);
      if (caller) {
        await views.countUser(id, caller);
        return { status: 204 };
      }
      let cookie = readCookie(headers.cookie, viewerName);
      let viewerId = views.viewerId(cookie);
      if (!viewerId) {
        cookie = views.newViewer();
        viewerId = views.viewerId(cookie) ?? '';
        reply.cookie(viewerName, cookie, { ...attributes, maxAge: viewerCookieAge });
      }
      await views.countAnonymous(id, viewerId, addressKey(address));
      return { status: 204 };
    },
  };
}
