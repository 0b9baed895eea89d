import type { Channel } from '@tidecast/catalog/channel';
import type { Dependencies } from '../dependencies.ts';

/** Deletes what was created for a channel; what no longer exists counts as deleted. */
export interface ChannelRemoval {
  removeRoom(roomArn: string): Promise<void>;
  /**
   * Stops the channel's stream and makes sure that it cannot be published to again.
   *
   * @returns whether the channel is gone: one whose stream has just been stopped is kept for a while
   */
  removeChannel(channelArn: string): Promise<boolean>;
}

export interface CloseChannelDependencies extends Pick<Dependencies, 'channels' | 'telemetry'> {
  readonly removal: ChannelRemoval;
}

/**
 * Removes everything that a channel in `closing` made at IVS, and its rows last. May be repeated at
 * any time and goes on where it stopped.
 *
 * @returns whether it is gone; if not, the end of its stream, or the reconciler, closes again
 */
export function createCloseChannel({ channels, removal, telemetry }: CloseChannelDependencies) {
  return async function closeChannel(channel: Channel): Promise<boolean> {
    const { ivs: made, chatRoomArn } = channel;
    if (chatRoomArn !== undefined) await removal.removeRoom(chatRoomArn);
    if (made && !(await removal.removeChannel(made.channelArn))) return false;
    await channels.remove(channel.id);
    telemetry.count('ChannelClosed');
    telemetry.info('channel closed', { channelId: channel.id });
    return true;
  };
}
