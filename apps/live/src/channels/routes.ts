import type { PageRequest } from '@tidecast/catalog/video-catalog';
import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import { type Limits, networkOf } from '../http/limits.ts';
import type { HttpRequest } from '../http/request.ts';
import type { HttpHandler, Routes } from '../http/router.ts';
import { accessTokenOf, type Principal, signedIn } from '../http/session.ts';
import {
  editChannelSchema,
  listChannelsSchema,
  moderatorSchema,
  openChannelSchema,
} from './schema.ts';
import type { ChannelService } from './service.ts';

export interface RoutesDependencies {
  readonly channels: ChannelService;
  readonly limits: Limits;
  readonly cookies: SessionCookiePolicy;
}

export function channelRoutes({ channels, limits, cookies }: RoutesDependencies): Routes {
  const { reading, writing } = guards(limits);

  const list = reading(async (request, viewer) => {
    const { owner, limit, cursor } = request.query(listChannelsSchema);
    const page: PageRequest = { limit, ...(cursor !== undefined && { cursor }) };
    const body =
      owner === 'me'
        ? await channels.listOwn(page, signedIn(viewer))
        : await channels.listLive(page, viewer);
    return { status: 200, body };
  });

  const open = writing(async (request, user) => {
    const { title } = request.body(openChannelSchema);
    await limits.spend('open', `user ${user.userId}`);
    const token = tokenOf(request, cookies);
    const { channel, created } = await channels.open(title, user, token);
    const headers = { Location: `/api/live/channels/${channel.id}` };
    return { status: created ? 201 : 200, body: channel, headers };
  });

  const get = reading(async (_request, viewer, { id = '' }) => ({
    status: 200,
    body: await channels.get(id, viewer),
  }));

  const edit = writing(async (request, user, { id = '' }) => ({
    status: 200,
    body: await channels.edit(id, request.body(editChannelSchema), user),
  }));

  const close = writing(async (_request, user, { id = '' }) => {
    await channels.close(id, user);
    return { status: 204 };
  });

  const streamKey = (rotate: boolean) =>
    writing(async (_request, user, { id = '' }) => ({
      status: 200,
      body: await channels.streamKey(id, user, { rotate }),
    }));

  const appoint = writing(async (request, user, { id = '' }) => ({
    status: 200,
    body: await channels.addModerator(id, request.body(moderatorSchema), user),
  }));

  const dismiss = writing(async (_request, user, { id = '', userId = '' }) => {
    await channels.removeModerator(id, userId, user);
    return { status: 204 };
  });

  return {
    '/channels': { GET: list, POST: open },
    '/channels/{id}': { GET: get, PATCH: edit, DELETE: close },
    '/channels/{id}/stream-key': { GET: streamKey(false), POST: streamKey(true) },
    '/channels/{id}/moderators': { POST: appoint },
    '/channels/{id}/moderators/{userId}': { DELETE: dismiss },
  };
}

type Params = Readonly<Record<string, string>>;
type Answer = ReturnType<HttpHandler>;

/** What stands before every handler: who asks, and how often. */
export function guards(limits: Limits) {
  return {
    /** Anybody may. */
    reading:
      (
        handle: (request: HttpRequest, viewer: Principal | undefined, params: Params) => Answer,
      ): HttpHandler =>
      async (request, params) => {
        const viewer = request.viewer();
        await limits.spend('read', networkOf(request.address));
        return handle(request, viewer, params);
      },
    /** Whoever is signed in may. */
    writing:
      (handle: (request: HttpRequest, user: Principal, params: Params) => Answer): HttpHandler =>
      async (request, params) => {
        const user = signedIn(request.viewer());
        await limits.spend('write', `user ${user.userId}`);
        return handle(request, user, params);
      },
  };
}

/** The token that the authorizer has checked. */
export function tokenOf(request: HttpRequest, cookies: SessionCookiePolicy): string {
  const { headers } = request;
  const from = { authorization: headers.authorization, cookies: request.cookies };
  return accessTokenOf(from, cookies) ?? '';
}
