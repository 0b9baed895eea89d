import { setTimeout as delay } from 'node:timers/promises';
import {
  ChannelNotBroadcasting,
  CreateChannelCommand,
  GetStreamCommand,
  IvsClient,
} from '@aws-sdk/client-ivs';
import { localAccount } from '../../local/src/aws/service.ts';

/** A channel of IVS itself, without the product around it. */
export interface LiveChannel {
  readonly streamKey: string;
  readonly playbackUrl: string;
  /** Waits until its stream can be watched. */
  live(): Promise<void>;
}

const liveLimitMs = 30_000;
const pollMs = 50;

/** @param awsUrl - the AWS endpoint */
export async function openLiveChannel(awsUrl: string): Promise<LiveChannel> {
  const client = new IvsClient({
    endpoint: awsUrl,
    region: localAccount.region,
    credentials: localAccount,
  });
  const { channel, streamKey } = await client.send(new CreateChannelCommand({ name: 'bench' }));
  const channelArn = channel?.arn;
  if (!channelArn || !channel.playbackUrl || !streamKey?.value)
    throw new Error('the channel came without its addresses');
  return {
    streamKey: streamKey.value,
    playbackUrl: channel.playbackUrl,
    async live() {
      const deadline = performance.now() + liveLimitMs;
      for (;;) {
        try {
          await client.send(new GetStreamCommand({ channelArn }));
          return;
        } catch (error) {
          if (!(error instanceof ChannelNotBroadcasting) || performance.now() > deadline)
            throw error;
        }
        await delay(pollMs);
      }
    },
  };
}
