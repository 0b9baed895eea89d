import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { recordingThumbnails } from '@tidecast/platform/events/live';
import { until } from '../../../test/until.ts';
import type { EventEntry } from '../events/aws-event.ts';
import { findBinaries } from '../ffmpeg/binaries.ts';
import { newArn } from './arns.ts';
import { planLadder } from './ladder.ts';
import { Recorder } from './recorder.ts';
import { RecordingStore } from './recording-store.ts';

let directory: string;
let recordings: RecordingStore;
const objects = new Map<string, string>();
const events: EventEntry[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-recorder-'));
  recordings = new RecordingStore(directory);
  objects.clear();
  events.length = 0;
});
afterEach(async () => {
  recordings.close();
  await rm(directory, { recursive: true });
});

function recorder(
  put: (key: string, body: string) => void,
  ffmpegPath = () => Promise.reject<string>(new Error('no thumbnail is made here')),
) {
  return new Recorder({
    recordings,
    store: {
      put: async (bucket, key, body, { contentType }) => {
        put(key, body.toString());
        return {
          ...{ bucket, key, contentType, size: body.length, etag: '', metadata: {} },
          ...{ lastModified: new Date(), filePath: '' },
        };
      },
    },
    emit: (event) => events.push(event),
    ffmpegPath,
    log: () => {},
  });
}

const subject = { channelArn: newArn('channel'), channelName: 'tide', streamId: 'st-1' };
const start = {
  subject,
  configuration: {
    arn: newArn('recording-configuration'),
    name: '',
    bucket: 'recordings',
    thumbnails: { recordingMode: 'DISABLED', targetIntervalSeconds: 60 },
    reconnectWindowSeconds: 0,
    tags: {},
  },
  rungs: planLadder({ width: 640, height: 360 }),
  codecs: [['avc1.4d401e', 'mp4a.40.2']],
} as const;
const part = (text: string, shownAt = 0) => ({
  bytes: Buffer.from(text),
  duration: 0.5,
  shownAt,
  isNewTimeline: false,
});
const statuses = () => events.map(({ detail }) => detail.recording_status);

test('ends once, with what was written, when a kill cut it short', async () => {
  const killed = recorder((key, body) => objects.set(key, body));
  const recording = killed.begin(start);
  const whole = Promise.withResolvers<void>();
  const addSegment = recordings.addSegment.bind(recordings);
  recordings.addSegment = (...noted) => {
    addSegment(...noted);
    whole.resolve();
  };
  // Twelve parts are a segment; what comes after it dies with the process.
  for (let index = 0; index < 14; index += 1) recording.addPart(0, part(String(index % 10)));
  await whole.promise;

  const next = recorder((key, body) => objects.set(key, body));
  await next.takeUp();
  await next.takeUp();
  expect(statuses()).toEqual(['Recording Start', 'Recording End']);
  const { detail } = events[1] ?? {};
  expect(detail).toMatchObject({ recording_duration_ms: 6000, stream_id: 'st-1' });
  const prefix = String(detail?.recording_s3_key_prefix);
  expect(objects.get(`${prefix}/media/hls/270p30/0.ts`)).toBe('012345678901');
  expect(objects.get(`${prefix}/media/hls/270p30/playlist.m3u8`)).toContain(
    '#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:00.000Z\n#EXTINF:6,\n0.ts\n#EXT-X-ENDLIST',
  );
  expect(objects.get(`${prefix}/media/hls/master.m3u8`)).toContain(
    'CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=480x270',
  );
  expect(JSON.parse(objects.get(`${prefix}/events/recording-ended.json`) ?? '')).toMatchObject({
    recording_status: 'RECORDING_ENDED',
    media: {
      hls: { duration_ms: 6000, playlist: 'master.m3u8', renditions: [{ path: '270p30' }] },
    },
  });
});

test('says why it could not start', async () => {
  const refused = recorder(() => {
    throw new Error('The specified bucket does not exist');
  });
  const recording = refused.begin(start);
  recording.addPart(0, part('0'));
  await recording.end();
  expect(statuses()).toEqual(['Recording Start Failure']);
  expect(events[0]?.detail.recording_status_reason).toBe('The specified bucket does not exist');
  expect(recordings.unfinished()).toEqual([]);
});

test('takes a picture at each interval, and goes on when one fails', async () => {
  const { ffmpeg } = await findBinaries();
  const { stdout } = await promisify(execFile)(
    ffmpeg.path,
    [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=480x270:rate=30:duration=0.5'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-f', 'mpegts', 'pipe:1'],
    ],
    { encoding: 'buffer' },
  );
  const pictures = new Map<string, string>();
  const recording = recorder(
    (key, body) => pictures.set(key.slice(key.lastIndexOf('/') + 1), body),
    async () => ffmpeg.path,
  ).begin({
    ...start,
    configuration: { ...start.configuration, thumbnails: recordingThumbnails },
  });
  // 25 seconds; what the second picture is to be of is broken.
  for (let index = 0; index < 50; index += 1)
    recording.addPart(0, { ...part('broken'), ...(index !== 20 && { bytes: stdout }) });
  await recording.end();
  expect([...pictures.keys()].filter((name) => name.startsWith('thumb'))).toEqual([
    'thumb0.jpg',
    'thumb2.jpg',
  ]);
  expect(statuses()).toEqual(['Recording Start', 'Recording End']);
});

/** As `start`, of another stream, in a configuration that waits for streams to come back. */
const waiting = (streamId: string, reconnectWindowSeconds: number) => ({
  ...start,
  subject: { ...subject, streamId },
  configuration: { ...start.configuration, reconnectWindowSeconds },
});

test('a stream that comes back within the window goes on in the recording', async () => {
  const waits = recorder((key, body) => objects.set(key, body));
  const first = waits.begin(waiting('st-1', 60));
  first.addPart(0, part('a', 1_000));
  await first.end();
  expect(statuses()).toEqual(['Recording Start']);
  const second = waits.begin(waiting('st-2', 60));
  second.addPart(0, part('b', 41_000));
  await second.end();
  await waits.close();
  expect(statuses()).toEqual(['Recording Start', 'Recording End']);
  expect(events[1]?.detail).toMatchObject({
    recording_duration_ms: 1000,
    recording_session_stream_ids: ['st-1', 'st-2'],
    stream_id: 'st-2',
  });
  const prefix = String(events[1]?.detail.recording_s3_key_prefix);
  expect(objects.get(`${prefix}/media/hls/270p30/playlist.m3u8`)).toContain(
    [
      '#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:01.000Z',
      ...['#EXTINF:0.5,', '0.ts', '#EXT-X-DISCONTINUITY'],
      '#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:41.000Z',
      ...['#EXTINF:0.5,', '1.ts', '#EXT-X-ENDLIST'],
    ].join('\n'),
  );
});

test('a stream with other pictures, or one that comes too late, is a recording of its own', async () => {
  const waits = recorder((key, body) => objects.set(key, body));
  await waits.begin(waiting('st-1', 60)).end();
  const portrait = { ...waiting('st-2', 0.05), rungs: planLadder({ width: 360, height: 640 }) };
  const other = waits.begin(portrait);
  other.addPart(0, part('b'));
  await other.end();
  await until(() => statuses().filter((status) => status === 'Recording End').length === 2);
  await waits.begin(waiting('st-3', 60)).end();
  await waits.close();
  const ended = events.filter(({ detail }) => detail.recording_status === 'Recording End');
  expect(ended.map(({ detail }) => detail.recording_session_stream_ids)).toEqual([
    ['st-1'],
    ['st-2'],
    ['st-3'],
  ]);
});
