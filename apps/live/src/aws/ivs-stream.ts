import {
  ChannelNotBroadcasting,
  GetStreamCommand,
  type IvsClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-ivs';
import type { GetStream } from '../channels/stream-now.ts';
import { asStreamNow } from './as-stream-now.ts';

/** The stream of one channel. */
export function createGetStream(ivs: IvsClient): GetStream {
  return async (channelArn) => {
    try {
      const { stream } = await ivs.send(new GetStreamCommand({ channelArn }));
      return stream?.state === 'LIVE' ? asStreamNow(stream) : undefined;
    } catch (error) {
      if (error instanceof ChannelNotBroadcasting || error instanceof ResourceNotFoundException)
        return undefined;
      throw error;
    }
  };
}
