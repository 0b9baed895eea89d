import { setTimeout as delay } from 'node:timers/promises';
import {
  ChannelNotBroadcasting,
  type ChannelSummary,
  ConflictException,
  DeleteChannelCommand,
  DeleteStreamKeyCommand,
  type IvsClient,
  paginateListChannels,
  paginateListStreamKeys,
  ResourceNotFoundException,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import {
  DeleteRoomCommand,
  type IvschatClient,
  paginateListRooms,
  ResourceNotFoundException as RoomNotFoundException,
  type RoomSummary,
} from '@aws-sdk/client-ivschat';
import { channelTags, stackName } from '@tidecast/platform/naming/stack';

export interface IvsClients {
  readonly ivs: IvsClient;
  readonly ivschat: IvschatClient;
}

/** The channels and rooms of a stack, by ARN. */
export interface StackChannels {
  readonly channels: readonly string[];
  readonly rooms: readonly string[];
}

/** How long IVS may keep a channel whose stream was stopped, in milliseconds. */
const stopLimit = 60_000;
const lookAgain = 1_000;

/**
 * Finds the channels and rooms of a stack, by the tag that apps/live gives each.
 *
 * @param stack - Pulumi's name of it, such as `dev`
 */
export async function findChannels(
  { ivs, ivschat }: IvsClients,
  stack: string,
): Promise<StackChannels> {
  const own = ({ arn, tags }: ChannelSummary | RoomSummary) =>
    arn !== undefined && tags?.[channelTags.stack] === stackName(stack) ? [arn] : [];
  const channels: string[] = [];
  for await (const page of paginateListChannels({ client: ivs }, {}))
    channels.push(...(page.channels ?? []).flatMap(own));
  const rooms: string[] = [];
  for await (const page of paginateListRooms({ client: ivschat }, {}))
    rooms.push(...(page.rooms ?? []).flatMap(own));
  return { channels, rooms };
}

/**
 * Deletes channels and rooms, ignoring those that are gone already, so it can be repeated.
 *
 * @param onDeleted - called with each deleted ARN
 * @throws Error for a channel whose stream IVS does not end
 */
export async function deleteChannels(
  { ivs, ivschat }: IvsClients,
  { channels, rooms }: StackChannels,
  onDeleted: (arn: string) => void,
): Promise<void> {
  for (const arn of rooms) {
    await ignoreGone(ivschat.send(new DeleteRoomCommand({ identifier: arn })));
    onDeleted(arn);
  }
  for (const arn of channels) {
    await ignoreGone(deleteChannel(ivs, arn));
    onDeleted(arn);
  }
}

async function deleteChannel(ivs: IvsClient, arn: string): Promise<void> {
  // Delete the keys first: an encoder would otherwise reconnect at once.
  for await (const page of paginateListStreamKeys({ client: ivs }, { channelArn: arn }))
    for (const key of page.streamKeys ?? [])
      await ignoreGone(ivs.send(new DeleteStreamKeyCommand({ arn: key.arn })));
  try {
    await ivs.send(new StopStreamCommand({ channelArn: arn }));
  } catch (error) {
    if (!(error instanceof ChannelNotBroadcasting)) throw error;
  }
  const deadline = performance.now() + stopLimit;
  for (;;) {
    try {
      await ivs.send(new DeleteChannelCommand({ arn }));
      return;
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error;
      if (performance.now() > deadline)
        throw new Error(`${arn} is still live: stop its encoder and try again.`, { cause: error });
      await delay(lookAgain);
    }
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
