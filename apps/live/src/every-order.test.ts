/** Events of streams, lost, once or twice, in any order, then IVS asked: the right state each time. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Channel } from '@tidecast/catalog/channel';
import { ivsEvent, startTestBed, type TestBed } from '../test/test-bed.ts';

/** Hundreds of writes to a DynamoDB in this process: seconds, or minutes on a busy machine. */
const everyOrderTimeout = 20 * 60_000;

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed();
});
afterAll(() => bed.close());

type Step = readonly [name: string, streamId: string, second: number];

const first: readonly Step[] = [
  ['Session Created', 'st-1', 0],
  ['Stream Start', 'st-1', 1],
  ['Session Ended', 'st-1', 9],
  ['Stream End', 'st-1', 10],
];
const second: Step = ['Stream Start', 'st-2', 12];

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

/** Plays steps on a channel of its own. IVS has `live` on the air, and says so when asked. */
async function play(steps: readonly Step[], live?: string): Promise<Channel> {
  const channel = await bed.channel();
  const arn = channel.ivs?.channelArn ?? '';
  const start = bed.now();
  if (live !== undefined)
    bed.fake.streams.set(arn, {
      streamId: live,
      startTime: new Date(start + 12_000),
      viewerCount: 3,
      health: 'HEALTHY',
    });
  for (const [name, streamId, at] of steps)
    await bed.handleEvent(
      ivsEvent('IVS Stream State Change', arn, start + at * 1000, {
        event_name: name,
        stream_id: streamId,
      }),
    );
  const after = await bed.get(channel.id);
  bed.fake.streams.delete(arn);
  return after;
}

test(
  'a stream that ended is offline, in all 24 orders of its events',
  async () => {
    for (const steps of permutations(first)) {
      const channel = await play(steps);
      expect([channel.state, channel.stream, steps]).toEqual(['offline', undefined, steps]);
    }
  },
  everyOrderTimeout,
);

test(
  'an older stream’s events never end a newer stream, in all 120 orders',
  async () => {
    for (const steps of permutations([...first, second])) {
      const channel = await play(steps, 'st-2');
      expect([channel.state, channel.stream?.streamId, steps]).toEqual(['live', 'st-2', steps]);
    }
  },
  everyOrderTimeout,
);

test('each event zero, one or two times: the state follows from those received', async () => {
  const [start, , end] = first.slice(1);
  if (!start || !end) throw new Error('no steps');
  for (let starts = 0; starts <= 2; starts += 1)
    for (let ends = 0; ends <= 2; ends += 1) {
      const steps = [...Array<Step>(starts).fill(start), ...Array<Step>(ends).fill(end)];
      const channel = await play(steps);
      expect(channel.state).toBe(starts > 0 && ends === 0 ? 'live' : 'offline');
    }
});

test('a start is announced once, however often its event comes', async () => {
  const before = bed.published.length;
  const channel = await play([second, second, second]);
  expect(bed.published.slice(before)).toEqual([
    {
      kind: 'live-started',
      id: `live-started/${channel.id}/st-2`,
      channelId: channel.id,
      title: 'The tide',
      ownerName: 'Mina',
      startedAt: channel.startedAt,
    },
  ]);
});

test('a start that comes hours late is believed only when IVS has the stream', async () => {
  const channel = await bed.channel();
  const arn = channel.ivs?.channelArn;
  const late = ivsEvent('IVS Stream State Change', arn, bed.now() - 3_600_000, {
    event_name: 'Stream Start',
    stream_id: 'st-old',
  });
  await bed.handleEvent(late);
  expect((await bed.get(channel.id)).state).toBe('offline');
});

test('the reconciler puts right what events have left, both ways', async () => {
  const left = await bed.channel();
  const missed = await bed.channel();
  await bed.channels.markLive(left.id, 'st-lost-end', bed.now());
  bed.fake.streams.set(missed.ivs?.channelArn ?? '', {
    streamId: 'st-lost-start',
    startTime: new Date(bed.now()),
    viewerCount: 0,
    health: 'HEALTHY',
  });
  bed.advance(5 * 60_000);
  expect((await bed.reconcile()).failed).toBe(0);
  expect((await bed.get(left.id)).state).toBe('offline');
  expect((await bed.get(missed.id)).stream?.streamId).toBe('st-lost-start');
});

test('health is that of the stream on the air, and the newest word counts', async () => {
  const channel = await bed.channel();
  const arn = channel.ivs?.channelArn;
  const start = bed.now();
  await bed.channels.markLive(channel.id, 'st-1', start);
  const health = (name: string, at: number) =>
    bed.handleEvent(
      ivsEvent('IVS Stream Health Change', arn, start + at * 1000, {
        event_name: name,
        stream_id: 'st-1',
      }),
    );
  await health('Starvation End', 20);
  await health('Starvation Start', 10);
  expect((await bed.get(channel.id)).health?.state).toBe('healthy');
  await health('Starvation Start', 30);
  expect((await bed.get(channel.id)).health?.state).toBe('starving');
});

test('limits without a channel are counted, and events of strangers ignored', async () => {
  await bed.handleEvent(
    ivsEvent('IVS Limit Breach', undefined, bed.now(), { limit_name: 'Concurrent Viewers' }),
  );
  expect(bed.reasons).toContain('LimitBreached Concurrent Viewers');
  await bed.handleEvent(
    ivsEvent('IVS Limit Breach', 'arn:x/unknown', bed.now(), { limit: 'Ingest Bitrate' }),
  );
  expect(bed.reasons).toContain('LimitBreached Ingest Bitrate');
  const ignored = bed.counts.get('EventIgnored') ?? 0;
  const detail = { event_name: 'Stream Start', stream_id: 'st-9' };
  await bed.handleEvent(ivsEvent('IVS Stream State Change', 'arn:x/unknown', bed.now(), detail));
  await bed.handleEvent(ivsEvent('IVS Stream State Change', undefined, bed.now(), detail));
  await bed.handleEvent({ anything: 'else' });
  expect(bed.counts.get('EventIgnored')).toBe(ignored + 3);
});
