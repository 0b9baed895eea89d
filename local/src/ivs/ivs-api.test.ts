import {
  BatchGetChannelCommand,
  CreateChannelCommand,
  CreateRecordingConfigurationCommand,
  CreateStreamKeyCommand,
  DeleteChannelCommand,
  DeleteRecordingConfigurationCommand,
  DeleteStreamKeyCommand,
  GetChannelCommand,
  GetRecordingConfigurationCommand,
  GetStreamKeyCommand,
  ListChannelsCommand,
  ListRecordingConfigurationsCommand,
  ListStreamKeysCommand,
  ListStreamsCommand,
  ListTagsForResourceCommand,
  PutMetadataCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestBed, type IvsTestBed, recordingsBucket } from './ivs-test-bed.ts';

let bed: IvsTestBed;

beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed.close());

const nowhere = 'arn:aws:ivs:ap-northeast-2:000000000000:channel/abcdABCDefgh';

async function channel(name = '') {
  const { channel, streamKey } = await bed.client.send(new CreateChannelCommand({ name }));
  return { arn: channel?.arn ?? '', keyArn: streamKey?.arn ?? '', channel, streamKey };
}

describe('a channel', () => {
  test('comes with a stream key and its addresses', async () => {
    const { arn, channel: made, streamKey } = await channel('tide-1');
    expect(made).toMatchObject({
      arn: expect.stringMatching(/^arn:aws:ivs:ap-northeast-2:0{12}:channel\/\w{12}$/),
      name: 'tide-1',
      type: 'STANDARD',
      latencyMode: 'LOW',
      authorized: false,
      ingestEndpoint: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      playbackUrl: `${bed.url}/local/ivs/${arn.split('/')[1]}/index.m3u8`,
    });
    expect(streamKey).toMatchObject({
      channelArn: arn,
      value: expect.stringMatching(/^sk_ap-northeast-2_\w{12}_\w{30}$/),
    });
    const got = await bed.client.send(new GetChannelCommand({ arn }));
    expect(got.channel).toEqual(made);
  });

  test('is listed page by page, and by its name', async () => {
    await channel('page');
    await channel('page');
    const first = await bed.client.send(
      new ListChannelsCommand({ filterByName: 'page', maxResults: 1 }),
    );
    const { nextToken } = first;
    const second = await bed.client.send(
      new ListChannelsCommand({
        filterByName: 'page',
        maxResults: 1,
        ...(nextToken && { nextToken }),
      }),
    );
    expect([first.channels?.length, second.channels?.length]).toEqual([1, 1]);
    expect(first.channels?.[0]?.arn).not.toBe(second.channels?.[0]?.arn);
    expect(second.nextToken).toBeUndefined();
  });

  test('can be changed, is kept over a restart, and goes with its key', async () => {
    const { arn, keyArn } = await channel('before');
    await bed.client.send(new UpdateChannelCommand({ arn, name: 'after' }));
    await bed.restart();
    const { channel: kept } = await bed.client.send(new GetChannelCommand({ arn }));
    expect(kept).toMatchObject({ name: 'after', latencyMode: 'LOW' });
    await bed.client.send(new DeleteChannelCommand({ arn }));
    const gone = { name: 'ResourceNotFoundException' };
    await expect(bed.client.send(new GetChannelCommand({ arn }))).rejects.toMatchObject(gone);
    await expect(bed.client.send(new GetStreamKeyCommand({ arn: keyArn }))).rejects.toMatchObject(
      gone,
    );
    const batch = await bed.client.send(new BatchGetChannelCommand({ arns: [arn] }));
    expect(batch).toMatchObject({ channels: [], errors: [{ arn, code: gone.name }] });
  });

  test('carries tags', async () => {
    const { arn } = await channel();
    const tags = { stack: 'dev', owner: 'ebb' };
    await bed.client.send(new TagResourceCommand({ resourceArn: arn, tags }));
    await bed.client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['owner'] }));
    const listed = await bed.client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
    expect(listed.tags).toEqual({ stack: 'dev' });
  });

  test.each([
    ['another name', new CreateChannelCommand({ name: 'two words' }), 'ValidationException'],
    ['privacy', new CreateChannelCommand({ authorized: true }), 'ValidationException'],
    ['another ARN', new GetChannelCommand({ arn: 'arn:aws:s3:::x' }), 'ValidationException'],
    ['one that is not there', new GetChannelCommand({ arn: nowhere }), 'ResourceNotFoundException'],
  ])('refuses %s', async (_what, command, name) => {
    await expect(
      command instanceof GetChannelCommand ? bed.client.send(command) : bed.client.send(command),
    ).rejects.toMatchObject({ name });
  });
});

test('a channel has one stream key, which can be made anew', async () => {
  const { arn, keyArn, streamKey } = await channel();
  await expect(
    bed.client.send(new CreateStreamKeyCommand({ channelArn: arn })),
  ).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' });
  await bed.client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  const made = await bed.client.send(new CreateStreamKeyCommand({ channelArn: arn }));
  expect(made.streamKey?.value).not.toBe(streamKey?.value);
  const { streamKeys } = await bed.client.send(new ListStreamKeysCommand({ channelArn: arn }));
  expect(streamKeys).toEqual([{ arn: made.streamKey?.arn, channelArn: arn, tags: {} }]);
});

test('nothing is said to a channel that is not live', async () => {
  const { arn } = await channel();
  await expect(
    bed.client.send(new PutMetadataCommand({ channelArn: arn, metadata: 'hello' })),
  ).rejects.toMatchObject({ name: 'ChannelNotBroadcasting' });
  await expect(
    bed.client.send(new PutMetadataCommand({ channelArn: arn, metadata: 'x'.repeat(1025) })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
  expect((await bed.client.send(new ListStreamsCommand({}))).streams).toEqual([]);
});

test('a recording configuration stays while a channel uses it', async () => {
  const { recordingConfiguration } = await bed.client.send(
    new CreateRecordingConfigurationCommand({
      name: 'all',
      destinationConfiguration: { s3: { bucketName: recordingsBucket } },
    }),
  );
  const arn = recordingConfiguration?.arn ?? '';
  const got = await bed.client.send(new GetRecordingConfigurationCommand({ arn }));
  expect(got.recordingConfiguration).toMatchObject({
    state: 'ACTIVE',
    thumbnailConfiguration: { recordingMode: 'INTERVAL', targetIntervalSeconds: 60 },
    recordingReconnectWindowSeconds: 0,
  });
  const user = await bed.client.send(
    new CreateChannelCommand({ name: 'recorded', recordingConfigurationArn: arn }),
  );
  await expect(
    bed.client.send(new DeleteRecordingConfigurationCommand({ arn })),
  ).rejects.toMatchObject({ name: 'ConflictException' });
  const { channels } = await bed.client.send(
    new ListChannelsCommand({ filterByRecordingConfigurationArn: arn }),
  );
  expect(channels?.map(({ name }) => name)).toEqual(['recorded']);
  await bed.client.send(new DeleteChannelCommand({ arn: user.channel?.arn }));
  await bed.client.send(new DeleteRecordingConfigurationCommand({ arn }));
  expect(bed.ivs().ensureRecordingConfiguration('stack', recordingsBucket)).toBe(
    bed.ivs().ensureRecordingConfiguration('stack', recordingsBucket),
  );
  const left = await bed.client.send(new ListRecordingConfigurationsCommand({}));
  expect(left.recordingConfigurations?.map(({ name }) => name)).toEqual(['stack']);
});
