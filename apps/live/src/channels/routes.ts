import type { PageRequest } from '@tidecast/catalog/video-catalog';
import {
  appointSchema,
  channelParams,
  editChannelSchema,
  listChannelsQuery,
  memberParams,
  openChannelSchema,
} from '@tidecast/contract/channels';
import { checkPath } from '@tidecast/http/check';
import { userKey } from '@tidecast/http/limits';
import { accessTokenOf, signedIn } from '@tidecast/http/session';
import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import { createGuards } from '../http/guards.ts';
import type { LiveLimits } from '../http/limits.ts';
import type { Routes } from '../http/router.ts';
import type { ChannelService } from './service.ts';

export interface RoutesDependencies {
  readonly channels: ChannelService;
  readonly limits: LiveLimits;
  readonly cookies: SessionCookiePolicy;
}

export function channelRoutes({ channels, limits, cookies }: RoutesDependencies): Routes {
  const { reading, writing } = createGuards(limits);

  const list = reading(async (request, viewer) => {
    const { owner, limit, cursor } = request.query(listChannelsQuery);
    const page: PageRequest = { limit, ...(cursor !== undefined && { cursor }) };
    const body =
      owner === 'me'
        ? await channels.listOwn(page, signedIn(viewer))
        : await channels.listLive(page, viewer);
    return { status: 200, body };
  });

  const open = writing(async (request, user) => {
    const { title } = request.body(openChannelSchema);
    await limits.spend('open', userKey(user));
    const token = accessTokenOf(request.headers, cookies) ?? '';
    const { channel, created } = await channels.open(title, user, token);
    const headers = { Location: `/api/live/channels/${channel.id}` };
    return { status: created ? 201 : 200, body: channel, headers };
  });

  const get = reading(async (_request, viewer, params) => {
    const { id } = checkPath(channelParams, params);
    return { status: 200, body: await channels.get(id, viewer) };
  });

  const edit = writing(async (request, user, params) => {
    const { id } = checkPath(channelParams, params);
    const changes = request.body(editChannelSchema);
    return { status: 200, body: await channels.edit(id, changes, user) };
  });

  const close = writing(async (_request, user, params) => {
    const { id } = checkPath(channelParams, params);
    await channels.close(id, user);
    return { status: 204 };
  });

  const streamKey = (rotate: boolean) =>
    writing(async (_request, user, params) => {
      const { id } = checkPath(channelParams, params);
      return { status: 200, body: await channels.streamKey(id, user, { rotate }) };
    });

  const appoint = writing(async (request, user, params) => {
    const { id } = checkPath(channelParams, params);
    const moderator = request.body(appointSchema);
    return { status: 200, body: await channels.addModerator(id, moderator, user) };
  });

  const dismiss = writing(async (_request, user, params) => {
    const { id, userId } = checkPath(memberParams, params);
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
