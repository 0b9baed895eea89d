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
  type IvschatClient,
  ResourceNotFoundException as RoomNotFoundException,
} from '@aws-sdk/client-ivschat';
import type { ChannelRemoval } from '../channels/channel-removal.ts';
import { deleteStreamKeys } from './delete-stream-keys.ts';

/** Deletes what a channel has at IVS and IVS Chat. */
export function createIvsRemoval(ivs: IvsClient, ivschat: IvschatClient): ChannelRemoval {
  return {
    async removeRoom(roomArn) {
      await ignoreGone(ivschat.send(new DeleteRoomCommand({ identifier: roomArn })));
    },

    async removeChannel(channelArn) {
      // Delete the keys first: an encoder whose stream is stopped would otherwise reconnect at
      // once.
      await deleteStreamKeys(ivs, channelArn);
      await stopStream(ivs, channelArn);
      try {
        await ignoreGone(ivs.send(new DeleteChannelCommand({ arn: channelArn })));
        return true;
      } catch (error) {
        if (error instanceof ConflictException) return false;
        throw error;
      }
    },
  };
}

async function stopStream(ivs: IvsClient, channelArn: string): Promise<void> {
  try {
    await ignoreGone(ivs.send(new StopStreamCommand({ channelArn })));
  } catch (error) {
    if (!(error instanceof ChannelNotBroadcasting)) throw error;
  }
}

async function ignoreGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    const gone =
      error instanceof ResourceNotFoundException || error instanceof RoomNotFoundException;
    if (!gone) throw error;
  }
}
