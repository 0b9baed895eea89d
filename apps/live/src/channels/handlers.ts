import type { PageRequest } from '@tidecast/catalog/video-catalog';
import type { channelRoutes } from '@tidecast/contract/routes/channels';
import { userKey } from '@tidecast/http/limits';
import { accessTokenOf, signedIn } from '@tidecast/http/session';
import { liveRoot } from '@tidecast/platform/delivery/api-paths';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { LiveLimits } from '../http/limits.ts';
import type { LiveHandlers } from '../http/serve-routes.ts';
import type { ChannelService } from './service.ts';

export interface ChannelHandlersDependencies {
  readonly channels: ChannelService;
  readonly limits: LiveLimits;
  readonly cookies: SessionCookiePolicy;
}

export function channelHandlers({
  channels,
  limits,
  cookies,
}: ChannelHandlersDependencies): LiveHandlers<typeof channelRoutes> {
  return {
    async listChannels({ query: { owner, live, limit, cursor }, caller }) {
      const page: PageRequest = { limit, ...(cursor !== undefined && { cursor }) };
      const body =
        owner === 'me'
          ? await channels.listOwn(page, signedIn(caller), { live: live !== undefined })
          : await channels.listLive(page, caller);
      return { status: 200, body };
    },
    async openChannel({ body: { title }, caller, headers }) {
      await limits.spend('open', userKey(caller));
      const token = accessTokenOf(headers, cookies) ?? '';
      const { channel, created } = await channels.open(title, caller, token);
      return {
        status: created ? 201 : 200,
        body: channel,
        headers: { Location: `${liveRoot}/channels/${channel.id}` },
      };
    },
    async getChannel({ params, caller }) {
      return { status: 200, body: await channels.get(params.id, caller) };
    },
    async editChannel({ params, body, caller }) {
      return { status: 200, body: await channels.edit(params.id, body, caller) };
    },
    async closeChannel({ params, caller }) {
      await channels.close(params.id, caller);
      return { status: 204 };
    },
    async getStreamKey({ params, caller }) {
      return { status: 200, body: await channels.streamKey(params.id, caller, { rotate: false }) };
    },
    async rotateStreamKey({ params, caller }) {
      return { status: 200, body: await channels.streamKey(params.id, caller, { rotate: true }) };
    },
    async appointModerator({ params, body, caller }) {
      return { status: 200, body: await channels.addModerator(params.id, body, caller) };
    },
    async dismissModerator({ params: { id, userId }, caller }) {
      await channels.removeModerator(id, userId, caller);
      return { status: 204 };
    },
  };
}
