/**
 * The steps of a channel, as pure functions: each takes the channel as it is and returns it as it
 * should be, or undefined when the step does not fit and is to be ignored. IVS reports streams
 * late, twice and out of order: a step names its stream, and a stream that has ended stays so.
 */
import type { EditChannel } from '@tidecast/contract/channels';
import type { Channel, ChannelHealth, IvsChannel, Moderator } from './channel.ts';
import { withChanges } from './with-changes.ts';

/** A step; `now` is the time of the write. */
export type ChannelTransition = (channel: Channel, now: Date) => Channel | undefined;

/** Far more streams than there can be late events about at the same time. */
const maxEnded = 20;
/** How far IVS's lists may lag behind its events, in milliseconds. */
const listingLag = 60_000;
const maxModerators = 50;
/**
 * Size limit of the bans in bytes: one row holds them all, and may have 400 KB (DynamoDB quotas).
 */
const heaviestBans = 300 * 1024;

/** Leases the right to create what the channel needs on IVS. */
export function openingLeased(seconds: number): ChannelTransition {
  return (channel, now) => {
    if (channel.status !== 'opening') return undefined;
    if (channel.leaseUntil !== undefined && Date.parse(channel.leaseUntil) > now.getTime())
      return undefined;
    return { ...channel, leaseUntil: new Date(now.getTime() + seconds * 1000).toISOString() };
  };
}

/** Ends the caller's own lease after a failure. It stays visible that there was one. */
export function openingReleased(leaseUntil: string): ChannelTransition {
  return (channel, now) =>
    channel.status === 'opening' && channel.leaseUntil === leaseUntil
      ? { ...channel, leaseUntil: now.toISOString() }
      : undefined;
}

/** opening → open. */
export function opened(ivs: IvsChannel, chatRoomArn: string): ChannelTransition {
  return (channel) => {
    if (channel.status !== 'opening') return undefined;
    const { leaseUntil: _, ...rest } = channel;
    return { ...rest, status: 'open', ivs, chatRoomArn };
  };
}

/** any → closing. */
export const closing: ChannelTransition = (channel) =>
  channel.status === 'closing' ? undefined : { ...offAir(channel), status: 'closing' };

/** Changes what the owner may change. */
export function edited(changes: EditChannel): ChannelTransition {
  return unlessClosing((channel) => withChanges(channel, changes));
}

/** A stream has started: `startedAt` in Unix milliseconds. */
export function streamStarted(streamId: string, startedAt: number): ChannelTransition {
  return unlessClosing((channel) => {
    if (hasEnded(channel, streamId)) return undefined;
    const { stream } = channel;
    if (stream?.streamId === streamId) return undefined;
    // Of two streams the newer is on the air; the end of the older was lost.
    if (stream && Date.parse(stream.startedAt) > startedAt)
      return withEnded(channel, streamId, startedAt);
    const before = stream ? withEnded(channel, stream.streamId, startedAt) : channel;
    const at = new Date(startedAt).toISOString();
    return { ...before, state: 'live', stream: { streamId, startedAt: at }, startedAt: at };
  });
}

/** A stream has ended, whether or not it is the one on the air: `at` in Unix milliseconds. */
export function streamEnded(streamId: string, at: number): ChannelTransition {
  return unlessClosing((channel) => {
    if (hasEnded(channel, streamId)) return undefined;
    const noted = withEnded(channel, streamId, at);
    return channel.stream?.streamId === streamId ? offAir(noted) : noted;
  });
}

/** How well a stream arrives at IVS. The newest report of a stream counts. */
export function healthReported(
  streamId: string,
  state: ChannelHealth,
  at: number,
): ChannelTransition {
  return unlessClosing((channel) => {
    const known = channel.health;
    if (hasEnded(channel, streamId)) return undefined;
    if (known?.streamId === streamId && (known.at > at || known.state === state)) return undefined;
    return { ...channel, health: { streamId, state, at } };
  });
}

/**
 * What IVS itself says is on the air, asked at `asked` (Unix milliseconds); undefined when nothing
 * is. What changed a moment ago is left alone, because IVS's lists lag behind.
 */
export function settled(
  truth: { readonly streamId: string; readonly startedAt: number } | undefined,
  asked: number,
): ChannelTransition {
  return unlessClosing((channel, now) => {
    const { stream } = channel;
    if (!truth) {
      const fresh = stream && asked - Date.parse(stream.startedAt) < listingLag;
      return stream && !fresh ? offAir(withEnded(channel, stream.streamId, asked)) : undefined;
    }
    const end = channel.ended.find(({ streamId }) => streamId === truth.streamId);
    if (end && asked - end.at < listingLag) return undefined;
    const ended = channel.ended.filter((one) => one !== end);
    return streamStarted(truth.streamId, truth.startedAt)({ ...channel, ended }, now);
  });
}

/** Appoints a moderator; a repeated call with another name renames them. */
export function moderatorAdded(moderator: Moderator): ChannelTransition {
  return unlessClosing((channel) => {
    const others = channel.moderators.filter(({ userId }) => userId !== moderator.userId);
    if (others.length >= maxModerators) return undefined;
    return { ...channel, moderators: [...others, moderator] };
  });
}

export function moderatorRemoved(userId: string): ChannelTransition {
  return unlessClosing((channel) => {
    const moderators = channel.moderators.filter((moderator) => moderator.userId !== userId);
    return moderators.length < channel.moderators.length ? { ...channel, moderators } : undefined;
  });
}

/** Bans somebody and removes them from the moderators. The first reason stands. */
export function banned(
  userId: string,
  reason: string,
  by: string,
  displayName?: string,
): ChannelTransition {
  return unlessClosing((channel, now) => {
    if (channel.ownerId === userId || isBanned(channel, userId)) return undefined;
    const name = displayName !== undefined && { displayName };
    const ban = { reason, at: now.toISOString(), by, ...name };
    const bans = { ...channel.bans, [userId]: ban };
    if (weightOf(bans) > heaviestBans) return undefined;
    return {
      ...channel,
      moderators: channel.moderators.filter((moderator) => moderator.userId !== userId),
      bans,
    };
  });
}

export function unbanned(userId: string): ChannelTransition {
  return unlessClosing((channel) => {
    if (!isBanned(channel, userId)) return undefined;
    const { [userId]: _, ...bans } = channel.bans;
    return { ...channel, bans };
  });
}

/** Whether somebody is shut out of the channel's chat. */
export function isBanned(channel: Pick<Channel, 'bans'>, userId: string): boolean {
  return Object.hasOwn(channel.bans, userId);
}

/** An upper bound in bytes: JSON spends more on each value than DynamoDB counts. */
function weightOf(value: object): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

function unlessClosing(step: ChannelTransition): ChannelTransition {
  return (channel, now) => (channel.status === 'closing' ? undefined : step(channel, now));
}

function hasEnded(channel: Channel, streamId: string): boolean {
  return channel.ended.some((one) => one.streamId === streamId);
}

function withEnded(channel: Channel, streamId: string, at: number): Channel {
  return { ...channel, ended: [...channel.ended, { streamId, at }].slice(-maxEnded) };
}

function offAir(channel: Channel): Channel {
  const { stream: _stream, startedAt: _startedAt, health: _health, ...rest } = channel;
  return { ...rest, state: 'offline' };
}
