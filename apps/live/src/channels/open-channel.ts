import {
  CreateChannelCommand,
  GetChannelCommand,
  type Channel as IvsChannelDescription,
  paginateListChannels,
} from '@aws-sdk/client-ivs';
import { CreateRoomCommand, paginateListRooms } from '@aws-sdk/client-ivschat';
import type { Channel, IvsChannel } from '@tidecast/catalog/channel';
import { maxChatMessageLength } from '@tidecast/contract/limits';
import { unavailable } from '@tidecast/http/problem';
import type { Dependencies } from '../dependencies.ts';

/** What making a channel and a room may take, in seconds: longer than a request can live. */
const leaseSeconds = 35;
/** How often whoever waits for another looks whether it is done, in milliseconds. */
const lookAgain = 250;
/** How long it waits, in milliseconds. */
const patience = 8_000;
/** The rate is the most that IVS Chat allows (IVS Chat service quotas). */
const room = {
  maximumMessageLength: maxChatMessageLength,
  maximumMessageRatePerSecond: 100,
} as const;

export interface OpenedChannel {
  readonly channel: Channel;
  /** Whether this very call made it. */
  readonly created: boolean;
}

/**
 * Opens a person's channel, or gives the one they have: one IVS channel and one chat room, however
 * often and by however many it is asked at once. An opening that was cut short is taken up: what it
 * made is found at IVS by its name.
 */
export function createOpenChannel(
  dependencies: Dependencies,
  sleep: (ms: number) => Promise<void>,
) {
  const { channels, config, ivs, ivschat, telemetry, now } = dependencies;

  return async function openChannel(
    owner: Pick<Channel, 'ownerId' | 'ownerName' | 'title'>,
  ): Promise<OpenedChannel> {
    const { channel, created } = await channels.claim(owner);
    const deadline = now().getTime() + patience;
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
      // Only where somebody tried before there can be anything: lists at IVS are slow.
      const retried = before.leaseUntil !== undefined;
      const name = `${config.stackName}-${leased.id}`;
      const made = (retried && (await findChannel(name))) || (await createChannel(name, leased.id));
      const chatRoomArn =
        (retried && (await findRoom(name))) || (await createRoom(name, leased.id));
      const outcome = await channels.markOpen(leased.id, made, chatRoomArn);
      if (outcome.channel?.status !== 'open')
        throw unavailable('The channel was closed while it was being opened.', 2);
      telemetry.count('ChannelOpened');
      telemetry.info('channel opened', { channelId: leased.id });
      return outcome.channel;
    } catch (error) {
      const { leaseUntil } = leased;
      // The next try need not wait until this lease has run out.
      if (leaseUntil !== undefined)
        await channels.releaseOpening(leased.id, leaseUntil).catch(() => undefined);
      throw error;
    }
  }

  function tags(channelId: string) {
    return { 'tidecast:stack': config.stackName, 'tidecast:channel': channelId };
  }

  async function createChannel(name: string, channelId: string): Promise<IvsChannel> {
    // The stream key in the answer is left where it is: its owner reads it from IVS.
    const { channel } = await ivs.send(
      new CreateChannelCommand({
        name,
        latencyMode: 'LOW',
        type: 'STANDARD',
        recordingConfigurationArn: config.recordingConfigurationArn,
        tags: tags(channelId),
      }),
    );
    return asIvsChannel(channel);
  }

  /** The list has no addresses, but names and ARNs; a channel of that name is asked for by itself. */
  async function findChannel(name: string): Promise<IvsChannel | undefined> {
    for await (const page of paginateListChannels({ client: ivs }, { filterByName: name }))
      for (const summary of page.channels ?? [])
        if (summary.name === name && summary.arn) return describeChannel(summary.arn);
    return undefined;
  }

  async function describeChannel(arn: string): Promise<IvsChannel> {
    const { channel } = await ivs.send(new GetChannelCommand({ arn }));
    return asIvsChannel(channel);
  }

  async function createRoom(name: string, channelId: string): Promise<string> {
    const { reviewFunctionArn } = config;
    if (reviewFunctionArn === undefined)
      throw new Error('REVIEW_FUNCTION_ARN must be set: a chat without review is none');
    const { arn } = await ivschat.send(
      new CreateRoomCommand({
        name,
        ...room,
        // A message that cannot be reviewed is refused.
        messageReviewHandler: { uri: reviewFunctionArn, fallbackResult: 'DENY' },
        tags: tags(channelId),
      }),
    );
    if (!arn) throw new Error('IVS Chat made a room and did not say which');
    return arn;
  }

  async function findRoom(name: string): Promise<string | undefined> {
    for await (const page of paginateListRooms({ client: ivschat }, { name }))
      for (const summary of page.rooms ?? [])
        if (summary.name === name && summary.arn) return summary.arn;
    return undefined;
  }
}

function asIvsChannel(channel: IvsChannelDescription | undefined): IvsChannel {
  const { arn, ingestEndpoint, playbackUrl } = channel ?? {};
  if (!arn || !ingestEndpoint || !playbackUrl)
    throw new Error('IVS described a channel without its ARN or addresses');
  return { channelArn: arn, ingestEndpoint, playbackUrl };
}
