import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { EventEntry } from '../events/aws-event.ts';
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

function recorder(put: (key: string, body: string) => void) {
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
    ffmpegPath: () => Promise.reject(new Error('no thumbnail is made here')),
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
const part = (text: string) => ({ bytes: Buffer.from(text), duration: 0.5 });
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
  for (let index = 0; index < 14; index += 1) recording.addPart(0, part(String(index % 10)), false);
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
    '#EXTINF:6.00000,\n0.ts\n#EXT-X-ENDLIST',
  );
  expect(objects.get(`${prefix}/media/hls/master.m3u8`)).toContain(
    'RESOLUTION=480x270,CODECS="avc1.4d401e,mp4a.40.2"',
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
  recording.addPart(0, part('0'), false);
  await recording.end();
  expect(statuses()).toEqual(['Recording Start Failure']);
  expect(events[0]?.detail.recording_status_reason).toBe('The specified bucket does not exist');
  expect(recordings.unfinished()).toEqual([]);
});
