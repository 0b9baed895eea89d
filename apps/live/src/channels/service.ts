import type { Channel } from '@tidecast/catalog/channel';
import type { Page, PageRequest } from '@tidecast/catalog/video-catalog';
import type {
  AppointModerator,
  ChannelPage,
  ChannelView,
  EditChannel,
  StreamKey,
} from '@tidecast/contract/channels';
import type { Principal } from '@tidecast/http/principal';
import { forbidden, HttpProblem, notFound, unavailable } from '@tidecast/http/problem';
import type { ProfileOf } from '@tidecast/http/profiles';
import { sessionEnded } from '@tidecast/http/session';
import type { ChatRooms } from '../chat/chat-rooms.ts';
import type { Dependencies } from '../dependencies.ts';
import type { createCloseChannel } from './close-channel.ts';
import type { createOpenChannel } from './open-channel.ts';
import { ingestUrlOf, type StreamKeys } from './stream-keys.ts';
import type { Streams } from './streams.ts';
import { channelView, roleIn } from './view.ts';

export interface ChannelServiceDependencies
  extends Pick<Dependencies, 'channels' | 'config' | 'telemetry'> {
  readonly streams: Streams;
  readonly streamKeys: StreamKeys;
  readonly rooms: Pick<ChatRooms, 'slowMode'>;
  readonly profileOf: ProfileOf;
  readonly openChannel: ReturnType<typeof createOpenChannel>;
  readonly closeChannel: ReturnType<typeof createCloseChannel>;
}

/** A channel with everything it needs at IVS. */
export type OpenChannel = Channel & Required<Pick<Channel, 'ivs' | 'chatRoomArn'>>;

export type ChannelService = ReturnType<typeof createChannelService>;

export function createChannelService(dependencies: ChannelServiceDependencies) {
  const { channels, config, telemetry, streams, streamKeys, rooms, profileOf } = dependencies;

  /** @throws HttpProblem 404 */
  async function existing(id: string): Promise<OpenChannel> {
    const channel = await channels.get(id);
    if (!channel || channel.status === 'closing') throw notFound();
    if (!isOpen(channel)) throw unavailable('The channel is still being opened.', 2);
    return channel;
  }

  /** @throws HttpProblem 404, or 403 for everybody but the owner: channels are public */
  async function own(id: string, user: Principal): Promise<OpenChannel> {
    const channel = await existing(id);
    if (channel.ownerId !== user.userId)
      throw forbidden('Only the owner of the channel may do this.');
    return channel;
  }

  async function view(channel: Channel, viewer: Principal | undefined): Promise<ChannelView> {
    const live = channel.state === 'live' && channel.ivs;
    const stream = live ? (await streams.all()).get(live.channelArn) : undefined;
    return channelView(channel, viewer, stream);
  }

  return {
    existing,
    own,

    async listLive(page: PageRequest, viewer: Principal | undefined): Promise<ChannelPage> {
      const found = await channels.listLive(page);
      const live = found.items.length > 0 ? await streams.all() : undefined;
      return pageView(found, (channel) =>
        channelView(channel, viewer, live?.get(channel.ivs?.channelArn ?? '')),
      );
    },

    async listOwn(
      page: PageRequest,
      user: Principal,
      only: { readonly live: boolean },
    ): Promise<ChannelPage> {
      const found = await channels.listByOwner(user.userId, page);
      const views = await Promise.all(found.items.map((channel) => view(channel, user)));
      const items = only.live ? views.filter(({ state }) => state === 'live') : views;
      return { items, nextCursor: found.nextCursor ?? null };
    },

    async open(title: string, user: Principal, accessToken: string) {
      const owner = await profileOf({ ...user, accessToken });
      if (!owner) throw sessionEnded();
      const { channel, created } = await dependencies.openChannel({
        ownerId: user.userId,
        ownerName: owner.displayName,
        title,
      });
      return { channel: await view(channel, user), created };
    },

    async get(id: string, viewer: Principal | undefined): Promise<ChannelView> {
      return view(await existing(id), viewer);
    },

    /** Only the owner may change the title; moderators may change slow mode too. */
    async edit(id: string, changes: EditChannel, user: Principal): Promise<ChannelView> {
      const channel = await existing(id);
      const role = roleIn(channel, user);
      if (role === 'viewer' || (changes.title !== undefined && role !== 'owner'))
        throw forbidden('Only the owner of the channel may do this.');
      const { slowModeSeconds } = changes;
      const outcome = await channels.edit(id, changes);
      if (!outcome.applied) throw notFound();
      if (slowModeSeconds !== undefined && slowModeSeconds !== channel.slowModeSeconds)
        await rooms.slowMode(channel.chatRoomArn, slowModeSeconds);
      return view(outcome.channel, user);
    },

    async close(id: string, user: Principal): Promise<void> {
      await own(id, user);
      const outcome = await channels.markClosing(id);
      if (!outcome.applied) throw notFound();
      // It is in no list any more: the end of its stream or the reconciler does the rest.
      await dependencies.closeChannel(outcome.channel).catch((error: unknown) =>
        telemetry.error('failed to close channel; the reconciler will try again', error, {
          channelId: id,
        }),
      );
    },

    async streamKey(
      id: string,
      user: Principal,
      options: { readonly rotate: boolean },
    ): Promise<StreamKey> {
      const channel = await own(id, user);
      const { channelArn } = channel.ivs;
      const streamKey = options.rotate
        ? await streamKeys.rotate(channelArn)
        : await streamKeys.read(channelArn);
      return { ingestUrl: ingestUrlOf(channel.ivs, config.ingestUrl), streamKey };
    },

    async addModerator(
      id: string,
      moderator: AppointModerator,
      user: Principal,
    ): Promise<ChannelView> {
      await own(id, user);
      const { userId, displayName: name } = moderator;
      if (userId === user.userId)
        throw new HttpProblem('owner_moderates', 'The owner moderates the chat anyway.');
      const outcome = await channels.addModerator(id, {
        userId,
        ...(name !== undefined && { displayName: name }),
      });
      if (!outcome.channel) throw notFound();
      if (!outcome.applied)
        throw new HttpProblem(
          'too_many_moderators',
          'The channel has as many moderators as it can hold.',
        );
      return view(outcome.channel, user);
    },

    async removeModerator(id: string, userId: string, user: Principal): Promise<void> {
      await own(id, user);
      await channels.removeModerator(id, userId);
    },
  };
}

function isOpen(channel: Channel): channel is OpenChannel {
  return channel.status === 'open' && !!channel.ivs && channel.chatRoomArn !== undefined;
}

function pageView<T>(page: Page<Channel>, show: (channel: Channel) => T) {
  return { items: page.items.map(show), nextCursor: page.nextCursor ?? null };
}
