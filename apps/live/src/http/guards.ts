import { addressKey, userKey } from '@tidecast/http/limits';
import type { Principal } from '@tidecast/http/principal';
import { signedIn } from '@tidecast/http/session';
import type { LiveLimits } from './limits.ts';
import type { HttpRequest } from './request.ts';
import type { HttpAnswer, HttpHandler, PathParameters } from './router.ts';

/** What stands before every handler: who asks, and how often. */
export function createGuards(limits: LiveLimits) {
  return {
    /** Anybody may. */
    reading:
      (
        handle: (
          request: HttpRequest,
          viewer: Principal | undefined,
          params: PathParameters,
        ) => Promise<HttpAnswer>,
      ): HttpHandler =>
      async (request, params) => {
        const viewer = request.viewer();
        await limits.spend('read', addressKey(request.address));
        return handle(request, viewer, params);
      },
    /** Whoever is signed in may. */
    writing:
      (
        handle: (
          request: HttpRequest,
          user: Principal,
          params: PathParameters,
        ) => Promise<HttpAnswer>,
      ): HttpHandler =>
      async (request, params) => {
        const user = signedIn(request.viewer());
        await limits.spend('write', userKey(user));
        return handle(request, user, params);
      },
  };
}
