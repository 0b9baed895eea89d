import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../../../../../test/until.ts';
import { type Harness, startHarness } from '../../../test/harness.ts';

let api: Harness;
let ownerId: string;
let as: string;

beforeAll(async () => {
  api = await startHarness();
  const user = api.cognito.addUser('owner@example.com');
  ownerId = user.sub;
  as = api.cognito.accessToken(user);
});
afterAll(() => api.close());

interface Stream {
  readonly status: number;
  readonly headers: Headers;
  /** Events so far: id and data. */
  readonly events: { id: string; data: { status: string; [field: string]: unknown } }[];
  /** Everything received so far. */
  text(): string;
  readonly ended: Promise<void>;
  stop(): void;
}

async function listen(id: string, headers: Record<string, string> = {}): Promise<Stream> {
  const controller = new AbortController();
  const response = await fetch(`${api.url}/api/videos/${id}/events`, {
    headers: { authorization: `Bearer ${as}`, ...headers },
    signal: controller.signal,
  });
  const events: Stream['events'] = [];
  let text = '';
  const read = async () => {
    let parsed = 0;
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n').slice(0, -1);
      for (const block of blocks.slice(parsed)) {
        const match = /^event: status\nid: (\d+)\ndata: (.+)$/.exec(block);
        if (match) events.push({ id: match[1] ?? '', data: JSON.parse(match[2] ?? '') });
      }
      parsed = blocks.length;
    }
  };
  const ended = read().catch(() => undefined);
  return {
    status: response.status,
    headers: response.headers,
    events,
    text: () => text,
    ended,
    stop: () => controller.abort(),
  };
}

test('an encode is followed to its end, and then the stream ends', async () => {
  const { id } = await api.video('queued', { ownerId });
  const ref = { videoId: id, attempt: 1 };
  const stream = await listen(id);
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(stream.headers.get('x-accel-buffering')).toBe('no');
  expect(stream.headers.get('cache-control')).toContain('no-transform');
  await until(() => stream.events.length === 1);
  expect(stream.text()).toMatch(/^retry: \d+\n\n/);
  expect(stream.events[0]?.data).toEqual({
    status: 'queued',
    progress: 0,
    phase: 'waiting',
    error: null,
    playable: false,
  });

  const event = { jobId: 'job', at: 1, phase: 'transcoding' as const, progress: 40 };
  await api.catalog.recordProgress(ref, event);
  await until(() => stream.events.at(-1)?.data.progress === 40);
  api.buckets.playlists.add(id);
  await until(() => stream.events.at(-1)?.data.playable === true);
  await api.catalog.markFailed(ref, {
    error: { code: 'encoder_error', message: 'No.', retryable: true },
  });
  await stream.ended;
  expect(stream.events.at(-1)?.data).toMatchObject({
    status: 'failed',
    error: { code: 'encoder_error' },
  });
  const ids = stream.events.map((one) => Number(one.id));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

test('a client that reconnects gets only what it has missed', async () => {
  const { id } = await api.video('processing', { ownerId });
  const first = await listen(id);
  await until(() => first.events.length === 1);
  first.stop();
  const known = first.events[0]?.id ?? '';

  const second = await listen(id, { 'last-event-id': known });
  await until(() => second.text().includes('retry:'));
  await api.catalog.recordProgress(
    { videoId: id, attempt: 1 },
    { jobId: 'job', at: 5, phase: 'transcoding', progress: 50 },
  );
  await until(() => second.events.length > 0);
  expect(second.events[0]?.data).toMatchObject({ progress: 50 });
  second.stop();

  const stale = await listen(id, { 'last-event-id': known });
  await until(() => stale.events.length === 1);
  expect(stale.events[0]?.data).toMatchObject({ progress: 50 });
  stale.stop();
});

test('a final status is sent once; a client that has it is told not to reconnect', async () => {
  const { id, version } = await api.video('ready', { ownerId });
  const stream = await listen(id);
  await stream.ended;
  expect(stream.events.map(({ data }) => data.status)).toEqual(['ready']);
  const again = await listen(id, { 'last-event-id': String(version) });
  expect(again.status).toBe(204);
});

test('a video deleted while watched ends the stream', async () => {
  const { id } = await api.video('processing', { ownerId });
  const stream = await listen(id);
  await until(() => stream.events.length === 1);
  await api.catalog.markDeleting(id);
  await stream.ended;
  expect(stream.events.at(-1)?.data.status).toBe('deleting');
});

test('others may not listen before there is something to watch, nor once it is private', async () => {
  const other = api.cognito.accessToken(api.cognito.addUser('other@example.com'));
  const headers = { authorization: `Bearer ${other}` };
  const { id } = await api.video('processing', { ownerId });
  expect((await listen(id, headers)).status).toBe(404);
  const playable = await api.video('processing', { ownerId });
  api.buckets.playlists.add(playable.id);
  const stream = await listen(playable.id, headers);
  expect(stream.status).toBe(200);
  await until(() => stream.events.length === 1);
  await api.catalog.edit(playable.id, { visibility: 'private' });
  await stream.ended;
  expect(stream.events.at(-1)?.data.status).toBe('deleting');
});

test('however many watch, the catalog is asked once for all of them', async () => {
  let asked: readonly string[][] = [];
  const counting = await startHarness();
  const catalog = {
    ...counting.catalog,
    getMany: (ids: readonly string[]) => {
      asked = [...asked, [...ids]];
      return counting.catalog.getMany(ids);
    },
  };
  const shared = await startHarness({ catalog });
  try {
    const first = await makeWatched();
    const second = await makeWatched();
    const controller = new AbortController();
    for (const id of [first, first, second])
      await fetch(`${shared.url}/api/videos/${id}/events`, { signal: controller.signal });
    await until(() => asked.some((ids) => ids.length === 2));
    expect(new Set(asked.at(-1))).toEqual(new Set([first, second]));
    controller.abort();
    // Nobody watches any more: the polling stops.
    let before = -1;
    await until(async () => {
      const still = asked.length === before;
      before = asked.length;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return still;
    });
  } finally {
    await shared.close();
    await counting.close();
  }

  async function makeWatched(): Promise<string> {
    const { id, encode } = await counting.video('processing');
    await counting.catalog.markPlayable({ videoId: id, attempt: encode.attempt });
    return id;
  }
});

test('open streams end when the process leaves', async () => {
  const leaving = await startHarness();
  const { id, encode } = await leaving.video('processing');
  await leaving.catalog.markPlayable({ videoId: id, attempt: encode.attempt });
  const response = await fetch(`${leaving.url}/api/videos/${id}/events`);
  leaving.app.endStreams();
  expect(await response.text()).toContain('event: status');
  await leaving.close();
});
