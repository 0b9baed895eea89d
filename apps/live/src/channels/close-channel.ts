import {
  ChannelNotBroadcasting,
  ConflictException,
  DeleteChannelCommand,
  type IvsClient,
  ResourceNotFoundException,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import {
  DeleteRoomCommand,
  ResourceNotFoundException as RoomNotFoundException,
} from '@aws-sdk/client-ivschat';
import type { Channel } from '@tidecast/catalog/channel';
import type { Dependencies } from '../dependencies.ts';
import { deleteStreamKeys } from './stream-key.ts';

/**
 * Removes everything that a channel in `closing` made at IVS, and its rows last. May be repeated at
 * any time and goes on where it stopped.
 *
 * @returns whether it is gone. IVS keeps a channel whose stream has just been stopped: then the end
 *   of the stream, or the reconciler, closes again
 */
export function createCloseChannel({ channels, ivs, ivschat, telemetry }: Dependencies) {
  return async function closeChannel(channel: Channel): Promise<boolean> {
    const { ivs: made, chatRoomArn } = channel;
    if (chatRoomArn !== undefined)
      await unlessGone(ivschat.send(new DeleteRoomCommand({ identifier: chatRoomArn })));
    if (made) {
      // The keys before the stream: what is stopped would otherwise publish again at once.
      await deleteStreamKeys(ivs, made.channelArn);
      await stopStream(ivs, made.channelArn);
      try {
        await unlessGone(ivs.send(new DeleteChannelCommand({ arn: made.channelArn })));
      } catch (error) {
        if (error instanceof ConflictException) return false;
        throw error;
      }
    }
    await channels.remove(channel.id);
    telemetry.count('ChannelClosed');
    telemetry.info('channel closed', { channelId: channel.id });
    return true;
  };
}

async function stopStream(ivs: IvsClient, channelArn: string): Promise<void> {
  try {
    await unlessGone(ivs.send(new StopStreamCommand({ channelArn })));
  } catch (error) {
    if (!(error instanceof ChannelNotBroadcasting)) throw error;
  }
}

async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    const gone =
      error instanceof ResourceNotFoundException || error instanceof RoomNotFoundException;
    if (!gone) throw error;
  }
}
