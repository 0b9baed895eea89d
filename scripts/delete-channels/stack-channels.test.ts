import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  CreateChannelCommand,
  IvsClient,
  ListChannelsCommand,
  paginateListChannels,
} from '@aws-sdk/client-ivs';
import { CreateRoomCommand, IvschatClient, paginateListRooms } from '@aws-sdk/client-ivschat';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { channelTags, stackName } from '@tidecast/platform/naming/stack';
import { localAccount } from '../../local/src/aws/service.ts';
import { createTestBed } from '../../local/src/ivs/ivs-test-bed.ts';
import { Closers } from '../../local/src/start/closers.ts';
import { type Cloud, startCloud } from '../../local/src/start/cloud.ts';
import { sdkEnvironment } from '../../local/src/start/environments.ts';
import { until } from '../../test/until.ts';
import { deleteChannels } from './stack-channels.ts';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));

let closers: Closers;
let cloud: Cloud;
let ivs: IvsClient;
let ivschat: IvschatClient;

beforeEach(async () => {
  closers = new Closers();
  const dataDir = await mkdtemp(join(tmpdir(), 'tidecast-channels-'));
  closers.add(() => rm(dataDir, { recursive: true, force: true }));
  const invokeFunction = () => Promise.reject(new Error('nobody chats here'));
  const options = { awsPort: 0, dataDir, log: () => {}, onInvalidation: () => {}, invokeFunction };
  cloud = await startCloud(options, closers);
  const client = {
    endpoint: cloud.awsUrl,
    region: localAccount.region,
    credentials: localAccount,
    maxAttempts: 1,
  };
  ivs = new IvsClient(client);
  ivschat = new IvschatClient(client);
  closers.add(() => {
    ivs.destroy();
    ivschat.destroy();
  });
});
afterEach(() => closers.close());

/** A channel and its room, as apps/live makes them for a stack. */
async function open(stack: string): Promise<{ readonly arn: string; readonly room: string }> {
  const tags = { [channelTags.stack]: stackName(stack), [channelTags.channel]: stack };
  const { channel } = await ivs.send(new CreateChannelCommand({ name: stack, tags }));
  const { arn: room = '' } = await ivschat.send(new CreateRoomCommand({ name: stack, tags }));
  return { arn: channel?.arn ?? '', room };
}

async function left(): Promise<string[]> {
  const arns: (string | undefined)[] = [];
  for await (const { rooms = [] } of paginateListRooms({ client: ivschat }, {}))
    arns.push(...rooms.map(({ arn }) => arn));
  for await (const { channels = [] } of paginateListChannels({ client: ivs }, {}))
    arns.push(...channels.map(({ arn }) => arn));
  return arns.filter((arn) => arn !== undefined);
}

async function run(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, ...sdkEnvironment(cloud.awsUrl, '/no-such-file') },
  });
  return stdout.trim().split('\n');
}

test('a stack’s channels and rooms are listed, and deleted once somebody says so', async () => {
  const own = [await open('dev'), await open('dev')];
  const other = await open('dev2');
  const arns = own.flatMap(({ arn, room }) => [arn, room]);
  const listed = await run('dev');
  expect(listed.slice(0, -1).sort()).toEqual([...arns].sort());
  expect(listed.at(-1)).toContain('--yes');
  expect(await left()).toHaveLength(6);

  const deleted = await run('dev', '--yes');
  expect(deleted.sort()).toEqual(arns.map((arn) => `deleted ${arn}`).sort());
  expect((await left()).sort()).toEqual([other.arn, other.room].sort());
  expect(await run('dev', '--yes')).toEqual(['The stack dev has no channel.']);
});

test('without the name of a stack it does nothing but say how it is used', async () => {
  await open('dev');
  await expect(run('--yes')).rejects.toMatchObject({ stderr: expect.stringContaining('Usage:') });
  expect(await left()).toHaveLength(2);
});

test('a channel that is live goes too, and its encoder does not bring it back', async () => {
  const bed = await createTestBed();
  closers.add(() => bed.close());
  const { channel, streamKey } = await bed.client.send(new CreateChannelCommand({}));
  const encoder = await bed.publish(streamKey?.value ?? '');
  await until(() => bed.names().includes('Stream Start'));
  const deleted: string[] = [];
  const found = { channels: [channel?.arn ?? ''], rooms: [] };
  await deleteChannels({ ivs: bed.client, ivschat }, found, (arn) => deleted.push(arn));
  expect(deleted).toEqual(found.channels);
  await encoder.ended;
  const { channels } = await bed.client.send(new ListChannelsCommand({}));
  expect(channels).toEqual([]);
});
