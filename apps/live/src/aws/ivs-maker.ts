import {
  CreateChannelCommand,
  GetChannelCommand,
  type IvsClient,
  type Channel as IvsDescription,
  paginateListChannels,
} from '@aws-sdk/client-ivs';
import { CreateRoomCommand, type IvschatClient, paginateListRooms } from '@aws-sdk/client-ivschat';
import type { IvsChannel } from '@tidecast/catalog/channel';
import { maxChatMessageLength } from '@tidecast/contract/limits';
import { channelTags } from '@tidecast/platform/naming/stack';
import type { ChannelMaker } from '../channels/channel-maker.ts';
import type { LiveConfig } from '../config.ts';

/** The rate is the most that IVS Chat allows (IVS Chat service quotas). */
const room = {
  maximumMessageLength: maxChatMessageLength,
  maximumMessageRatePerSecond: 100,
} as const;

/** Makes channels at IVS and rooms at IVS Chat. */
export function createIvsMaker(
  ivs: IvsClient,
  ivschat: IvschatClient,
  config: Pick<LiveConfig, 'stackName' | 'recordingConfigurationArn' | 'reviewFunctionArn'>,
): ChannelMaker {
  const { stackName, recordingConfigurationArn, reviewFunctionArn } = config;

  function tags(channelId: string) {
    return { [channelTags.stack]: stackName, [channelTags.channel]: channelId };
  }

  async function describe(arn: string): Promise<IvsChannel> {
    const { channel } = await ivs.send(new GetChannelCommand({ arn }));
    return asIvsChannel(channel);
  }

  return {
    async createChannel(name, id) {
      // The stream key in the answer is not kept: the owner reads it from IVS.
      const { channel } = await ivs.send(
        new CreateChannelCommand({
          name,
          latencyMode: 'LOW',
          type: 'STANDARD',
          recordingConfigurationArn,
          tags: tags(id),
        }),
      );
      return asIvsChannel(channel);
    },

    /** The list has names and ARNs but no addresses, so the channel found is fetched by itself. */
    async findChannel(name) {
      for await (const page of paginateListChannels({ client: ivs }, { filterByName: name }))
        for (const summary of page.channels ?? [])
          if (summary.name === name && summary.arn) return describe(summary.arn);
      return undefined;
    },

    async createRoom(name, id) {
      if (reviewFunctionArn === undefined)
        throw new Error('REVIEW_FUNCTION_ARN must be set: every chat needs a review function');
      const { arn } = await ivschat.send(
        new CreateRoomCommand({
          name,
          ...room,
          // A message that cannot be reviewed is refused.
          messageReviewHandler: { uri: reviewFunctionArn, fallbackResult: 'DENY' },
          tags: tags(id),
        }),
      );
      if (!arn) throw new Error('IVS Chat created a room but returned no ARN');
      return arn;
    },

    async findRoom(name) {
      for await (const page of paginateListRooms({ client: ivschat }, { name }))
        for (const summary of page.rooms ?? [])
          if (summary.name === name && summary.arn) return summary.arn;
      return undefined;
    },
  };
}

function asIvsChannel(channel: IvsDescription | undefined): IvsChannel {
  const { arn, ingestEndpoint, playbackUrl } = channel ?? {};
  if (!arn || !ingestEndpoint || !playbackUrl)
    throw new Error('IVS returned a channel without its ARN or addresses');
  return { channelArn: arn, ingestEndpoint, playbackUrl };
}
