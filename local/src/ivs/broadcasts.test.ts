import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { EventEntry } from '../events/aws-event.ts';
import { newArn } from './arns.ts';
import { Broadcasts } from './broadcasts.ts';
import type { PublishStatus } from './ingest-protocol.ts';
import { IvsStore } from './ivs-store.ts';
import { Recorder } from './recorder.ts';
import { RecordingStore } from './recording-store.ts';

let directory: string;
let store: IvsStore;
let recordings: RecordingStore;
const events: EventEntry[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-broadcasts-'));
  store = new IvsStore(directory);
  recordings = new RecordingStore(directory);
  events.length = 0;
});
afterEach(async () => {
  store.close();
  recordings.close();
  await rm(directory, { recursive: true });
});

function broadcastsOf(maxBroadcasts?: number) {
  const shared = {
    emit: (event: EventEntry) => void events.push(event),
    ffmpegPath: () => Promise.reject(new Error('nothing is encoded here')),
    log: () => {},
  };
  const put = () => Promise.reject(new Error('nothing is written here'));
  const recorder = new Recorder({ ...shared, recordings, store: { put } });
  return new Broadcasts({ ...shared, store, recorder, maxBroadcasts });
}

test('says once of streams that a kill cut off that they have ended', () => {
  const broadcasts = broadcastsOf();
  store.openStreams.save({ id: 'st-1', channelArn: newArn('channel'), started: true });
  store.openStreams.save({ id: 'st-2', channelArn: newArn('channel'), started: false });
  broadcasts.takeUp();
  broadcasts.takeUp();
  expect(events.map(({ detail }) => [detail.stream_id, detail.event_name])).toEqual([
    ['st-1', 'Session Ended'],
    ['st-1', 'Stream End'],
    ['st-2', 'Session Ended'],
  ]);
});

test('turns away who comes when as many are live as may be, and says so of no channel', async () => {
  const broadcasts = broadcastsOf(1);
  const publish = () => {
    const arn = newArn('channel');
    const about = { latencyMode: 'LOW', type: 'STANDARD', insecureIngest: false, preset: '' };
    store.channels.save({ ...about, arn, name: 'x', recordingConfigurationArn: '', tags: {} });
    store.saveKey({ arn: newArn('stream-key'), channelArn: arn, value: `sk_${arn}`, tags: {} });
    const told: PublishStatus[] = [];
    const drop = (status: PublishStatus) => void told.push(status);
    const listener = broadcasts.accept({ id: 1, app: 'app', streamKey: `sk_${arn}`, drop });
    return { listener, told };
  };
  const first = publish();
  const second = publish();
  expect(second.told).toMatchObject([{ code: 'NetStream.Publish.Denied' }]);
  expect(second.listener).toBeUndefined();
  expect(events.at(-1)).toMatchObject({
    detailType: 'IVS Limit Breach',
    resources: [],
    detail: {
      limit_name: 'Concurrent Broadcasts',
      limit_value: 1,
      exceeded_by: 1,
      limit_unit: 'active streams',
    },
  });
  first.listener?.onEnd();
  expect(publish().listener).toBeDefined();
  await broadcasts.close();
});
