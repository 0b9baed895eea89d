import type { Channel, ChatRole } from '@tidecast/catalog/channel';
import type { ChannelView } from '@tidecast/contract/channels';
import type { Principal } from '@tidecast/http/principal';
import type { StreamNow } from './stream-now.ts';

/** A channel as its viewers see it, with more for its owner. */
export function channelView(
  channel: Channel,
  viewer: Principal | undefined,
  stream: StreamNow | undefined,
): ChannelView {
  const isOwner = viewer?.userId === channel.ownerId;
  return {
    id: channel.id,
    ownerId: channel.ownerId,
    ownerName: channel.ownerName,
    title: channel.title,
    state: channel.state,
    playbackUrl: channel.ivs?.playbackUrl ?? null,
    viewers: channel.state === 'live' ? (stream?.viewers ?? 0) : 0,
    startedAt: channel.startedAt ?? null,
    slowModeSeconds: channel.slowModeSeconds,
    ...(isOwner && {
      health: healthOf(channel, stream),
      moderators: channel.moderators.map(({ userId, displayName }) => ({
        userId,
        ...(displayName !== undefined && { displayName }),
      })),
      bans: Object.entries(channel.bans).map(([userId, { displayName, reason }]) => ({
        userId,
        ...(displayName !== undefined && { displayName }),
        reason,
      })),
    }),
  };
}

/** Events arrive at once, while IVS's answer may be some seconds old: prefer the event. */
function healthOf({ stream, health }: Channel, now: StreamNow | undefined): StreamNow['health'] {
  if (!stream) return 'unknown';
  return health?.streamId === stream.streamId ? health.state : (now?.health ?? 'unknown');
}

/** A person's role in a channel's chat. */
export function roleIn(channel: Channel, user: Principal | undefined): ChatRole {
  if (!user) return 'viewer';
  if (user.userId === channel.ownerId) return 'owner';
  const appointed = channel.moderators.some(({ userId }) => userId === user.userId);
  return appointed || user.moderator ? 'moderator' : 'viewer';
}
