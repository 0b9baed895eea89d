import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withLock } from './build-lock.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-lock-'));
  file = join(directory, 'cache/lock');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const nobodyWaits = (holder: number) => {
  throw new Error(`waited for ${holder}`);
};

test('one works at a time, and the others learn which process they wait for', async () => {
  const steps: string[] = [];
  const { promise: firstMayEnd, resolve: endFirst } = Promise.withResolvers<void>();
  const { promise: firstHasBegun, resolve: begun } = Promise.withResolvers<void>();
  const first = withLock(file, nobodyWaits, async () => {
    begun();
    await firstMayEnd;
    steps.push('first');
  });
  await firstHasBegun;
  const second = withLock(
    file,
    (holder) => {
      steps.push(`waits for ${holder}`);
      endFirst();
    },
    async () => steps.push('second'),
  );
  await Promise.all([first, second]);
  expect(steps).toEqual([`waits for ${process.pid}`, 'first', 'second']);
  expect(await readdir(join(directory, 'cache'))).toEqual([]);
});

test('is free again after a failure', async () => {
  const failing = withLock(file, nobodyWaits, () => Promise.reject(new Error('no disk')));
  await expect(failing).rejects.toThrow('no disk');
  expect(await withLock(file, nobodyWaits, async () => 'done')).toBe('done');
});

test('the lock of a process that is gone is taken over', async () => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  await withLock(file, nobodyWaits, async () => undefined);
  await writeFile(file, `${child.pid}\n`);
  expect(await withLock(file, nobodyWaits, async () => 'done')).toBe('done');
  expect(await readdir(join(directory, 'cache'))).toEqual([]);
});

test('a holder that gives no sign of life is taken for dead', async () => {
  await withLock(file, nobodyWaits, async () => undefined);
  await writeFile(file, `${process.pid}\n`);
  const longAgo = new Date(Date.now() - 10 * 60_000);
  await utimes(file, longAgo, longAgo);
  expect(await withLock(file, nobodyWaits, async () => 'done')).toBe('done');
});

test('a wait ends with the signal', async () => {
  await withLock(file, nobodyWaits, async () => undefined);
  await writeFile(file, `${process.pid}\n`);
  const stop = new AbortController();
  const waiting = withLock(
    file,
    () => stop.abort(new Error('stopped')),
    async () => 'done',
    stop.signal,
  );
  await expect(waiting).rejects.toThrow(/abort|stopped/);
});
