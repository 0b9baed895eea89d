import type { Channel } from '@tidecast/catalog/channel';
import type { Dependencies } from '../dependencies.ts';
import type { ChannelRemoval } from './channel-removal.ts';

export interface CloseChannelDependencies extends Pick<Dependencies, 'channels' | 'telemetry'> {
  readonly removal: ChannelRemoval;
}

/**
 * Removes everything that a channel in `closing` has at IVS, and its rows last. Safe to repeat at
 * any time: it continues where it stopped.
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
