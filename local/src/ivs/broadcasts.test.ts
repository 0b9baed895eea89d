import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { EventEntry } from '../events/aws-event.ts';
import { newArn } from './arns.ts';
import { Broadcasts } from './broadcasts.ts';
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

test('says once of streams that a kill cut off that they have ended', () => {
  const shared = {
    emit: (event: EventEntry) => void events.push(event),
    ffmpegPath: () => Promise.reject(new Error('nothing is encoded here')),
    log: () => {},
  };
  const put = () => Promise.reject(new Error('nothing is written here'));
  const recorder = new Recorder({ ...shared, recordings, store: { put } });
  const broadcasts = new Broadcasts({ ...shared, store, recorder });
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
