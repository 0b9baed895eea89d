import type { playbackRoutes } from '@tidecast/contract/routes/playback';
import {
  playbackGrantSeconds,
  protectedMediaPath,
  type SessionCookiePolicy,
} from '@tidecast/platform/delivery/cookies';
import type { ApiHandlers } from '../../http/serve-routes.ts';
import type { PlaybackService } from './service.ts';

export function playbackHandlers(
  playback: PlaybackService,
  cookies: SessionCookiePolicy,
): ApiHandlers<typeof playbackRoutes> {
  return {
    async startPlayback({ params: { id }, caller, reply }) {
      const granted = await playback.grant(id, caller);
      for (const [name, value] of Object.entries(granted.cookies))
        reply.cookie(name, value, {
          ...cookies.attributes,
          path: protectedMediaPath(id),
          maxAge: playbackGrantSeconds * 1000,
        });
      return { status: 200, body: granted.playback };
    },
  };
}
