import {
  CreateChannelCommand,
  CreateRecordingConfigurationCommand,
  GetStreamCommand,
  ListStreamsCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import { createTestBed, type IvsTestBed, recordingsBucket } from './ivs-test-bed.ts';

let bed: IvsTestBed;

beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed.close());
beforeEach(() => {
  bed.events.length = 0;
});

async function channel(recordingConfigurationArn?: string) {
  const { channel, streamKey } = await bed.client.send(
    new CreateChannelCommand({
      name: 'tide',
      ...(recordingConfigurationArn && { recordingConfigurationArn }),
    }),
  );
  return {
    arn: channel?.arn ?? '',
    playbackUrl: channel?.playbackUrl ?? '',
    key: streamKey?.value ?? '',
    keyArn: streamKey?.arn ?? '',
  };
}

const happened = (name: string) => until(() => bed.names().includes(name), name);

/** Again while what is waited for does not come in time, as players do: encoders starve on a busy machine. */
async function fetchWhenThere(address: string | URL): Promise<Response> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const response = await fetch(address);
    if (response.status !== 503 || performance.now() > deadline) return response;
  }
}

async function text(address: string | URL): Promise<string> {
  const response = await fetchWhenThere(address);
  expect(response.status).toBe(200);
  return response.text();
}

/** Reloads as a player does, until the playlist says so. */
async function untilText(address: URL, pattern: RegExp): Promise<void> {
  for (let segment = 0; segment < 20; segment += 1) {
    const reload = new URL(address);
    reload.searchParams.set('_HLS_msn', String(segment));
    reload.searchParams.set('_HLS_part', '0');
    if (pattern.test(await text(reload))) return;
  }
  throw new Error(`${address} never said ${pattern}`);
}

test('takes a stream from ingest to low-latency playback and a recording', async () => {
  const { recordingConfiguration } = await bed.client.send(
    new CreateRecordingConfigurationCommand({
      destinationConfiguration: { s3: { bucketName: recordingsBucket } },
    }),
  );
  const { arn, key, playbackUrl } = await channel(recordingConfiguration?.arn);
  expect((await fetch(playbackUrl)).status).toBe(404);
  await expect(bed.client.send(new GetStreamCommand({ channelArn: arn }))).rejects.toMatchObject({
    name: 'ChannelNotBroadcasting',
  });

  const begun = Date.now();
  const encoder = await bed.publish(key, { size: '1280x720' });
  await happened('Stream Start');

  const response = await fetch(playbackUrl);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const index = await response.text();
  expect(index.match(/CODECS="avc1\.4[0-9a-f]{5},mp4a\.40\.2",RESOLUTION=\d/g)).toHaveLength(3);
  expect(index).toMatch(/RESOLUTION=1280x720[\s\S]*RESOLUTION=854x480[\s\S]*RESOLUTION=480x270/);
  const rung = new URL(index.match(/^st-\S+480p30\.m3u8\S*$/m)?.[0] ?? '', playbackUrl);
  const playlist = await text(rung);
  expect(playlist).toMatch(/#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.500/);
  const date = playlist.match(/#EXT-X-PROGRAM-DATE-TIME:(\S+)/)?.[1] ?? '';
  expect(Date.parse(date)).toBeGreaterThanOrEqual(begun);
  expect(Date.parse(date)).toBeLessThanOrEqual(Date.now());
  const parts = [...playlist.matchAll(/#EXT-X-PART:DURATION=(\S+?),URI="(\S+?)",INDEPENDENT=YES/g)];
  expect(parts.length).toBeGreaterThanOrEqual(3);
  for (const [, duration] of parts.slice(1)) expect(Number(duration)).toBeCloseTo(0.5, 2);

  const hint = playlist.match(/#EXT-X-PRELOAD-HINT:TYPE=PART,URI="(\S+?)"/)?.[1] ?? '';
  const [, segment, part] = /(\d+)\.(\d+)\.ts$/.exec(hint) ?? [];
  const reload = new URL(rung);
  reload.searchParams.set('_HLS_msn', String(segment));
  reload.searchParams.set('_HLS_part', String(part));
  const [reloaded, hinted] = await Promise.all([text(reload), fetchWhenThere(new URL(hint, rung))]);
  expect(reloaded).toContain(`URI="${hint}",INDEPENDENT`);
  const bytes = Buffer.from(await hinted.arrayBuffer());
  expect([bytes[0], bytes.length % 188]).toEqual([0x47, 0]);
  reload.searchParams.set('_HLS_msn', String(Number(segment) + 50));
  expect((await fetch(reload)).status).toBe(400);

  const { stream } = await bed.client.send(new GetStreamCommand({ channelArn: arn }));
  expect(stream).toMatchObject({ state: 'LIVE', viewerCount: 1, playbackUrl });
  const { streams } = await bed.client.send(new ListStreamsCommand({}));
  expect(streams?.map(({ channelArn }) => channelArn)).toEqual([arn]);

  await encoder.stop();
  await happened('Recording End');
  // A busy machine may starve the encoder on the way.
  const expected = (name: string) => !/^(Recording Start|Starvation)/.test(name);
  expect(bed.names().filter(expected)).toEqual([
    'Session Created',
    'Stream Start',
    'Session Ended',
    'Stream End',
    'Recording End',
  ]);
  expect((await fetch(playbackUrl)).status).toBe(404);
  expect(await text(rung)).toContain('#EXT-X-ENDLIST');

  const { detail, resources } = bed.events.at(-1) ?? {};
  expect(resources).toEqual([arn]);
  const streamId = stream?.streamId ?? '';
  expect(detail).toMatchObject({
    stream_id: streamId,
    recording_s3_bucket_name: recordingsBucket,
    recording_session_stream_ids: [streamId],
  });
  const prefix = String(detail?.recording_s3_key_prefix);
  expect(prefix).toMatch(/^ivs\/v1\/000000000000\/\w{12}(\/[1-9]\d*|\/0){5}\/\w{12}$/);
  const keys = bed.store.list(recordingsBucket, prefix).map((object) => object.key);
  expect(keys.map((one) => one.slice(prefix.length + 1))).toEqual(
    expect.arrayContaining([
      'events/recording-started.json',
      'events/recording-ended.json',
      'media/hls/master.m3u8',
      'media/hls/720p30/playlist.m3u8',
      'media/hls/720p30/0.ts',
      'media/hls/270p30/0.ts',
      'media/thumbnails/thumb0.jpg',
    ]),
  );
  expect(Number(detail?.recording_duration_ms)).toBeGreaterThanOrEqual(1_500);
});

test('hands a stream over to a publisher of higher priority only', async () => {
  const { arn, key, playbackUrl } = await channel();
  const first = await bed.publish(key);
  await happened('Stream Start');
  const equal = await bed.publish(key);
  expect(await equal.ended).not.toBe(0);
  expect(equal.said()).toContain('only a higher ?priority= takes its stream over');
  expect(first.child.exitCode).toBeNull();
  const other = await bed.publish(`${key}?priority=1`, { size: '320x180' });
  expect(await other.ended).not.toBe(0);
  expect(other.said()).toContain('only with the same codecs and resolution');
  const second = await bed.publish(`${key}?priority=1`);
  await happened('Stream Takeover');
  expect(await first.ended).not.toBe(0);
  expect(first.said()).toContain('another publisher of higher priority took the stream over');
  const codes = bed.events.flatMap(({ detail }) => detail.code ?? []);
  expect(codes).toEqual(['StreamTakeoverInvalidPriority', 'StreamTakeoverMediaMismatch']);

  const rung = new URL((await text(playbackUrl)).match(/^st-\S+$/m)?.[0] ?? '', playbackUrl);
  await untilText(rung, /#EXT-X-DISCONTINUITY\n[\s\S]*#EXT-X-PART:/);
  await bed.client.send(new StopStreamCommand({ channelArn: arn }));
  expect(await second.ended).not.toBe(0);
  await happened('Stream End');
  expect(await text(rung)).toMatch(/#EXT-X-DISCONTINUITY\n[\s\S]*#EXT-X-ENDLIST/);
  expect(bed.names().filter((name) => name === 'Session Created')).toHaveLength(1);
  await expect(bed.client.send(new StopStreamCommand({ channelArn: arn }))).rejects.toMatchObject({
    name: 'ChannelNotBroadcasting',
  });
});
