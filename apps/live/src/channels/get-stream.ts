import {
  ChannelNotBroadcasting,
  GetStreamCommand,
  type IvsClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-ivs';
import { asStreamNow, type StreamNow } from './stream-now.ts';

/** Asks IVS about the stream of a channel now. */
export async function getStream(
  ivs: IvsClient,
  channelArn: string,
): Promise<StreamNow | undefined> {
  try {
    const { stream } = await ivs.send(new GetStreamCommand({ channelArn }));
    return stream?.state === 'LIVE' ? asStreamNow(stream) : undefined;
  } catch (error) {
    if (error instanceof ChannelNotBroadcasting || error instanceof ResourceNotFoundException)
      return undefined;
    throw error;
  }
}
