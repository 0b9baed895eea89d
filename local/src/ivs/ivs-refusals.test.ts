/** What encoders may not do, through the ingest: what they are told, and what IVS tells of it. */
import {
  CreateChannelCommand,
  CreateStreamKeyCommand,
  DeleteStreamKeyCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import { createTestBed, type IvsTestBed, type PublishOptions } from './ivs-test-bed.ts';
import type { RtmpTestClient } from './rtmp-test-client.ts';

let bed: IvsTestBed;
let key: string;
let keyArn: string;
let arn: string;

beforeAll(async () => {
  bed = await createTestBed();
  const made = await bed.client.send(new CreateChannelCommand({ name: 'tide' }));
  arn = made.channel?.arn ?? '';
  key = made.streamKey?.value ?? '';
  keyArn = made.streamKey?.arn ?? '';
});
afterAll(() => bed.close());
afterEach(() => {
  expect(bed.logged.join('\n')).not.toContain('sk_');
  bed.events.length = 0;
  bed.logged.length = 0;
});

const ended = () => until(() => bed.names().includes('Session Ended'));

test('a key that is wrong', async () => {
  const encoder = await bed.publish('sk_ap-northeast-2_wrong_key');
  expect(await encoder.ended).not.toBe(0);
  expect(encoder.said()).toContain('the stream key is not valid');
  expect(bed.logged).toEqual(['ivs: a publisher was refused: the stream key is not valid']);
  expect(bed.events).toEqual([]);
});

test('another application than IVS’s', async () => {
  const client = await bed.connect();
  client.publish('live', key);
  await client.closed;
  expect(client.statuses).toEqual(['NetStream.Publish.Denied']);
  expect(bed.logged).toEqual(['ivs: a publisher was refused: publish to /app/ and the stream key']);
  expect(bed.events).toEqual([]);
});

test.each<[string, PublishOptions, string, object]>([
  [
    'a picture that is too wide',
    { size: '1936x64', rate: 5 },
    'Ingest Resolution: 1936 pixels per edge where 1920 are the limit',
    { limit_name: 'Ingest Resolution', limit_value: 1920, exceeded_by: 16 },
  ],
  [
    'a picture that is too large',
    { size: '1200x1920', rate: 5 },
    'Ingest Resolution: 2304000 total pixels where 2073600 are the limit',
    { limit_name: 'Ingest Resolution', limit_value: 2_073_600, exceeded_by: 230_400 },
  ],
  [
    'too many bits',
    {
      size: '320x180',
      fast: true,
      videoCodec: [
        ...['libx264', '-preset', 'ultrafast', '-x264-params', 'nal-hrd=cbr:force-cfr=1'],
        ...['-b:v', '12M', '-minrate', '12M', '-maxrate', '12M', '-bufsize', '12M'],
      ],
    },
    'bits per second where 8500000 are the limit',
    {
      limit_name: 'Ingest Bitrate',
      limit_value: 8_500_000,
      exceeded_by: expect.any(Number),
      limit_unit: 'bits per second',
    },
  ],
])('%s', async (_what, options, reason, limit) => {
  const encoder = await bed.publish(key, options);
  expect(await encoder.ended).not.toBe(0);
  expect(encoder.said()).toContain(reason);
  await ended();
  const names = bed.names().filter((name) => !/^(Stream (Start|End)|Starvation)/.test(name));
  expect(names).toEqual(['Session Created', 'IVS Limit Breach', 'Session Ended']);
  const breach = bed.events.find(({ detailType }) => detailType === 'IVS Limit Breach');
  expect(breach).toMatchObject({
    resources: [arn],
    detail: { ...limit, channel_name: 'tide', stream_id: expect.stringMatching(/^st-/) },
  });
  expect(bed.logged.join()).toContain(reason);
});

const enhancedVideo = (codec: string) => Buffer.concat([Buffer.from([0x90]), Buffer.from(codec)]);
const enhancedSound = (codec: string) => Buffer.concat([Buffer.from([0x90]), Buffer.from(codec)]);
const picture = (data: Buffer) => (client: RtmpTestClient) => client.tag('video', 0, data);
const sound = (data: Buffer) => (client: RtmpTestClient) => client.tag('audio', 0, data);

test.each<[string, (client: RtmpTestClient) => void]>([
  ['HEVC is not supported', picture(enhancedVideo('hvc1'))],
  ['AV1 is not supported', picture(enhancedVideo('av01'))],
  ['VP9 is not supported', picture(enhancedVideo('vp09'))],
  ['H264 in enhanced RTMP is not supported', picture(enhancedVideo('avc1'))],
  ['codec "\\u0000\\n\\u0001x" is not supported', picture(enhancedVideo('\0\n\x01x'))],
  ['FLV codec 2 is not supported', picture(Buffer.from([0x12, 0, 0, 0]))],
  ['MP3 is not supported', sound(Buffer.from([0x2f, 0xff, 0xfb]))],
  ['Opus is not supported', sound(enhancedSound('Opus'))],
  ['the picture came without its configuration', picture(Buffer.from([0x17, 1, 0, 0, 0, 1]))],
  [
    'no picture came',
    (client) => {
      client.tag('audio', 0, Buffer.from([0xaf, 0, 0x12, 0x10]));
      for (let at = 0; at <= 11_000; at += 100)
        client.tag('audio', at, Buffer.from([0xaf, 1, 1, 2, 3]));
    },
  ],
])('%s', async (reason, send) => {
  const client = await bed.connect();
  client.publish('app', key);
  await until(() => client.statuses.includes('NetStream.Publish.Start'));
  send(client);
  await client.closed;
  expect(client.statuses).toEqual(['NetStream.Publish.Start', 'NetStream.Failed']);
  expect(client.heard).toContain(reason);
  await ended();
  const created = bed.events.find(({ detail }) => detail.event_name === 'Session Created');
  const own = bed.events.filter(({ detail }) => detail.stream_id === created?.detail.stream_id);
  // A stream of the test before may still end.
  expect(own.map(({ detail }) => detail.event_name)).toEqual(['Session Created', 'Session Ended']);
  expect(bed.logged.join()).toContain(`channel ${arn}: the publisher was cut off: ${reason}`);
});

test('a key that was taken away', async () => {
  await bed.client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  await bed.client.send(new CreateStreamKeyCommand({ channelArn: arn }));
  const encoder = await bed.publish(key);
  expect(await encoder.ended).not.toBe(0);
  expect(encoder.said()).toContain('the stream key is not valid');
  expect(bed.events).toEqual([]);
});
