import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../../../local/src/error-code.ts';

/** Milliseconds between two looks at a lock that another holds. */
const pause = 500;
/** Milliseconds between two signs of life of the holder. */
const beat = 5000;
/** Milliseconds after which a holder that gives no sign of life is taken for dead, wherever it ran. */
const silence = 60_000;
/** A holder that has made the lock and not written to it yet. */
const unnamed = 0;

/**
 * Does something while no other process does it. A lock whose holder is dead is taken over; for one that lives it waits
 * as long as the work takes there, which has limits of its own.
 *
 * @param file - the lock; its folder is made
 * @param waits - is reported once who holds it, when it is held
 */
export async function withLock<T>(
  file: string,
  waits: (holder: number) => void,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  let reported = false;
  while (!(await take(file))) {
    signal?.throwIfAborted();
    const holder = await holderOf(file);
    if (holder === 'gone') continue;
    if (holder === 'dead') {
      await clear(file);
      continue;
    }
    if (holder !== unnamed && !reported) {
      reported = true;
      waits(holder);
    }
    await delay(pause, undefined, signal ? { signal } : {});
  }
  const alive = setInterval(() => {
    const now = new Date();
    // It may have been taken away with the whole cache; the build says so better.
    void utimes(file, now, now).catch(() => {});
  }, beat);
  try {
    signal?.throwIfAborted();
    return await work();
  } finally {
    clearInterval(alive);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(file: string): Promise<number | 'dead' | 'gone'> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    if (Date.now() - mtimeMs > silence) return 'dead';
    const pid = Number.parseInt(text, 10);
    if (Number.isNaN(pid)) return unnamed;
    return isAlive(pid) ? pid : 'dead';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'gone';
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/**
 * Removes the lock of a dead process. Of several that notice, only one can rename it; if that
 * happens to be a lock that another has just taken, both build, which only costs time.
 */
async function clear(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    await rm(aside, { force: true });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
