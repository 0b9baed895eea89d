import type { Channel } from '@tidecast/catalog/channel';
import { unavailable } from '@tidecast/http/problem';
import type { Dependencies } from '../dependencies.ts';
import type { ChannelMaker } from './channel-maker.ts';

/** How long creating a channel and a room may take, in seconds: longer than a request can live. */
const leaseSeconds = 35;
/** Poll interval while another request is opening the channel, in milliseconds. */
const lookAgain = 250;
/** How long to poll, in milliseconds. */
const openingTimeout = 8_000;

export interface OpenChannelDependencies
  extends Pick<Dependencies, 'channels' | 'config' | 'telemetry' | 'now'> {
  readonly maker: ChannelMaker;
}

export interface OpenedChannel {
  readonly channel: Channel;
  /** Whether this call created it. */
  readonly created: boolean;
}

/**
 * Opens a person's channel, or returns the one they have: one IVS channel and one chat room,
 * however many requests there are at once. An interrupted opening is resumed: what it created is
 * found at IVS by name.
 */
export function createOpenChannel(
  dependencies: OpenChannelDependencies,
  sleep: (ms: number) => Promise<void>,
) {
  const { channels, config, maker, telemetry, now } = dependencies;

  return async function openChannel(
    owner: Pick<Channel, 'ownerId' | 'ownerName' | 'title'>,
  ): Promise<OpenedChannel> {
    const { channel, created } = await channels.claim(owner);
    const deadline = now().getTime() + openingTimeout;
    let current: Channel | undefined = channel;
    while (current?.status === 'opening') {
      const before: Channel = current;
      const lease = await channels.leaseOpening(before.id, leaseSeconds);
      if (lease.applied) return { channel: await make(before, lease.channel), created };
      if (now().getTime() >= deadline) break;
      await sleep(lookAgain);
      current = await channels.get(before.id);
    }
    if (current?.status !== 'open')
      throw unavailable('The channel is being opened or closed: try again in a moment.', 2);
    return { channel: current, created };
  };

  async function make(before: Channel, leased: Channel): Promise<Channel> {
    try {
      // Listing at IVS is slow, and there is something to find only after an earlier try.
      const retried = before.leaseUntil !== undefined;
      const name = `${config.stackName}-${leased.id}`;
      const made =
        (retried && (await maker.findChannel(name))) ||
        (await maker.createChannel(name, leased.id));
      const chatRoomArn =
        (retried && (await maker.findRoom(name))) || (await maker.createRoom(name, leased.id));
      const outcome = await channels.markOpen(leased.id, made, chatRoomArn);
      if (outcome.channel?.status !== 'open')
        throw unavailable('The channel was closed while it was being opened.', 2);
      telemetry.count('ChannelOpened');
      telemetry.info('channel opened', { channelId: leased.id });
      return outcome.channel;
    } catch (error) {
      const { leaseUntil } = leased;
      // So that the next try does not have to wait for the lease to expire.
      if (leaseUntil !== undefined)
        await channels.releaseOpening(leased.id, leaseUntil).catch(() => undefined);
      throw error;
    }
  }
}
