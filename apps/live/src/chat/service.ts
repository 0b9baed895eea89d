import { randomBytes } from 'node:crypto';
import type { Channel } from '@tidecast/catalog/channel';
import { isBanned } from '@tidecast/catalog/channel-transitions';
import { maySee } from '@tidecast/catalog/may-see';
import type { BanUser } from '@tidecast/contract/channels';
import type { ChatHistoryPage, ChatReplay, ChatToken, ReplayQuery } from '@tidecast/contract/chat';
import type { Principal } from '@tidecast/http/principal';
import { forbidden, HttpProblem, notFound } from '@tidecast/http/problem';
import type { ProfileOf } from '@tidecast/http/profiles';
import type { ChannelService } from '../channels/service.ts';
import { roleIn } from '../channels/view.ts';
import type { Dependencies } from '../dependencies.ts';
import { onAirAt, secondOf } from '../recording/air-time.ts';
import type { ChatRooms } from './chat-rooms.ts';

export interface ChatServiceDependencies
  extends Pick<Dependencies, 'chat' | 'config' | 'telemetry'> {
  readonly catalog: Pick<Dependencies['channels'], 'ban' | 'unban'>;
  readonly videos: Pick<Dependencies['videos'], 'get'>;
  readonly channels: Pick<ChannelService, 'existing'>;
  readonly rooms: ChatRooms;
  readonly profileOf: ProfileOf;
}

export type ChatService = ReturnType<typeof createChatService>;

export function createChatService(dependencies: ChatServiceDependencies) {
  const { catalog, chat, channels, config, profileOf, rooms, telemetry, videos } = dependencies;

  /** A channel that the user moderates. @throws HttpProblem 403, 404 */
  async function moderated(id: string, user: Principal) {
    const channel = await channels.existing(id);
    if (roleIn(channel, user) === 'viewer') throw forbidden('Only moderators may do this.');
    return channel;
  }

  return {
    /**
     * Lets somebody into the chat: signed-in people may write, others only read.
     *
     * @throws HttpProblem 403 `banned`
     */
    async token(
      id: string,
      viewer: Principal | undefined,
      accessToken: string,
    ): Promise<ChatToken> {
      const channel = await channels.existing(id);
      refuseBanned(channel, viewer);
      const role = roleIn(channel, viewer);
      const profile = viewer && (await profileOf({ ...viewer, accessToken }));
      const mayWrite = viewer !== undefined && profile !== undefined;
      const given = await rooms.token({
        roomArn: channel.chatRoomArn,
        channelId: channel.id,
        userId: mayWrite ? viewer.userId : `anonymous-${randomBytes(8).toString('hex')}`,
        name: profile?.displayName ?? 'Anonymous',
        role: mayWrite ? role : 'viewer',
        mayWrite,
      });
      // A ban set meanwhile found no connection to end, and this token must not open one.
      refuseBanned(await channels.existing(id), viewer);
      telemetry.count('ChatTokenGiven');
      return { ...given, endpoint: config.chatEndpoint, role: mayWrite ? role : 'viewer' };
    },

    /** The latest messages, oldest first; `before` leads to older ones. */
    async messages(
      id: string,
      page: { readonly limit: number; readonly before?: string },
    ): Promise<ChatHistoryPage> {
      const channel = await channels.existing(id);
      const { items, nextCursor } = await chat.latest(channel.id, page);
      return { items: items.toReversed(), nextCursor: nextCursor ?? null };
    },

    async removeMessage(id: string, messageId: string, user: Principal): Promise<void> {
      const channel = await moderated(id, user);
      // Remove it from the history first: somebody who joins meanwhile must not read it there.
      await chat.remove(channel.id, messageId);
      await rooms.deleteMessage(channel.chatRoomArn, messageId);
    },

    /**
     * Write the row first: from then on the user gets no token and no message through, even if the
     * rest fails.
     */
    async ban(id: string, ban: BanUser, user: Principal): Promise<void> {
      const channel = await moderated(id, user);
      const { userId, reason, displayName: name } = ban;
      if (userId === channel.ownerId || userId === user.userId)
        throw new HttpProblem('cannot_ban', 'You cannot ban the owner or yourself.');
      const appointed = channel.moderators.some((moderator) => moderator.userId === userId);
      if (appointed && roleIn(channel, user) !== 'owner')
        throw new HttpProblem('cannot_ban', 'Only the owner can ban a moderator.');
      const outcome = await catalog.ban(id, userId, reason, user.userId, name);
      if (!outcome.channel) throw notFound();
      if (!isBanned(outcome.channel, userId))
        throw new HttpProblem('too_many_bans', 'The channel has as many bans as it can hold.');
      await rooms.disconnect(channel.chatRoomArn, userId, 'banned');
    },

    async unban(id: string, userId: string, user: Principal): Promise<void> {
      await moderated(id, user);
      await catalog.unban(id, userId);
    },

    /** What was said while a video was recorded, by seconds from its start. */
    async replay(
      id: string,
      replay: ReplayQuery,
      viewer: Principal | undefined,
    ): Promise<ChatReplay> {
      const video = await videos.get(id);
      if (!video || !maySee(video, viewer)) throw notFound();
      const { createdFrom, media } = video;
      const end = Math.min(replay.to ?? Number.POSITIVE_INFINITY, media?.duration ?? 0);
      const { from, limit, cursor } = replay;
      // Seconds that no recording has are more than a clock can tell.
      if (!createdFrom || from > end) return { items: [], nextCursor: null };
      const { items, nextCursor } = await chat.between(createdFrom.channelId, {
        from: new Date(onAirAt(createdFrom, from)),
        to: new Date(onAirAt(createdFrom, end) + 1),
        limit,
        ...(cursor !== undefined && { cursor }),
      });
      return {
        items: items.map((message) => ({
          ...message,
          at: secondOf(createdFrom, Date.parse(message.sentAt)),
        })),
        nextCursor: nextCursor ?? null,
      };
    },
  };
}

/** @throws HttpProblem 403 `banned` */
function refuseBanned(channel: Channel, viewer: Principal | undefined): void {
  if (viewer && isBanned(channel, viewer.userId))
    throw new HttpProblem('banned', 'You are banned from this chat.');
}
