import { expect, test } from '@jest/globals';
import { reviewWarmUp } from '@tidecast/platform/events/live';
import { createStart } from './start.ts';

function bed(options: { readonly loadedAt?: number; readonly broken?: boolean } = {}) {
  let uptime = options.loadedAt ?? 400;
  const asked: string[] = [];
  const warnings: string[] = [];
  const start = createStart({
    channels: {
      async get(id) {
        asked.push(id);
        if (options.broken) throw new Error('no table');
        return undefined;
      },
    },
    telemetry: { warn: (message, details) => warnings.push(`${message}: ${details?.reason}`) },
    uptime: () => uptime,
  });
  const pass = (milliseconds: number) => {
    uptime += milliseconds;
  };
  return { start, asked, warnings, pass };
}

test('an event that comes with the start has waited for it, and only the first', () => {
  const { start, pass } = bed({ loadedAt: 400 });
  pass(5);
  expect(start.waitedFor()).toBe(405);
  expect(start.waitedFor()).toBe(0);
});

test('an event that finds the instance started has not waited', () => {
  const { start, pass } = bed();
  pass(5_000);
  expect(start.waitedFor()).toBe(0);
});

test('a warm-up is no message, and a message no warm-up', () => {
  const { start } = bed();
  expect(start.isWarmUp(JSON.parse(JSON.stringify(reviewWarmUp)))).toBe(true);
  for (const event of [{ Content: 'warmUp' }, { warmUp: false }, null, undefined])
    expect(start.isWarmUp(event)).toBe(false);
});

test('a warm-up makes one read of a missing row, and its failure is harmless', async () => {
  const fine = bed();
  await expect(fine.start.warmUp()).resolves.toBeUndefined();
  expect([fine.asked.length, fine.warnings]).toEqual([1, []]);
  const broken = bed({ broken: true });
  await expect(broken.start.warmUp()).resolves.toBeUndefined();
  expect(broken.warnings).toEqual(['warm-up failed: no table']);
});
