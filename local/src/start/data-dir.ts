import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OptionError } from './options.ts';

/** The folder that holds everything which outlives a start; one platform at a time uses it. */
export interface DataDir {
  readonly path: string;
  /** Of the emulated services. */
  readonly aws: string;
  readonly logs: string;
  /** A small JSON file of its own for a fact worth keeping. */
  file(name: string): string;
  /** Lets another platform have it. */
  release(): void;
}

const markerName = 'tidecast.json';
const pidName = 'pid';
const lockName = 'lock.sqlite';

/** Collected as garbage, a lock would be let go. */
const held = new Set<DatabaseSync>();

/**
 * Makes the folder when it is not there and takes it for this process.
 *
 * @throws {@link OptionError} when another platform runs on it, or something else lies there
 */
export function openDataDir(path: string): DataDir {
  if (!existsSync(join(path, markerName)) && existsSync(path) && readdirSync(path).length > 0)
    throw new OptionError(
      `${path} holds something else. Point TIDECAST_DATA at a new or empty folder.`,
    );
  const aws = join(path, 'aws');
  const logs = join(path, 'logs');
  for (const directory of [path, aws, logs]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(path);
  held.add(lock);
  writeFileSync(join(path, markerName), `${JSON.stringify({ format: 1 })}\n`);
  writeFileSync(join(path, pidName), String(process.pid));
  return {
    path,
    aws,
    logs,
    file: (name) => join(path, `${name}.json`),
    release() {
      rmSync(join(path, pidName), { force: true });
      held.delete(lock);
      lock.close();
    },
  };
}

/**
 * Removes the folder.
 *
 * @returns false when there was none
 * @throws {@link OptionError} when a platform runs on it, or when it is not one of ours
 */
export function removeDataDir(path: string): boolean {
  if (!existsSync(path)) return false;
  if (!existsSync(join(path, markerName)))
    throw new OptionError(`${path} is not a data folder of Tidecast: nothing was removed.`);
  const lock = lockDirectory(path);
  try {
    rmSync(path, { recursive: true });
  } finally {
    lock.close();
  }
  return true;
}

/**
 * Holds a lock that the operating system takes back when this process ends, however it ends. SQLite
 * is the one file lock that Node carries.
 */
function lockDirectory(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, lockName));
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    return lock;
  } catch {
    lock.close();
    throw new OptionError(
      `Tidecast is running on ${path} already${runningAs(path)}. ` +
        'Stop that one, or point TIDECAST_DATA at another folder.',
    );
  }
}

function runningAs(path: string): string {
  try {
    return ` (process ${readFileSync(join(path, pidName), 'utf8')})`;
  } catch {
    return '';
  }
}
