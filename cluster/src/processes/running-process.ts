import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { minded } from './process-group.ts';
import { until } from './until.ts';

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child in a process group of its own. */
export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly ended: Promise<Ending>;
  /** Ends it and all that it has started, at once. */
  endNow(): void;
  /** Asks it to end, and ends all that it has started. Fulfilled once it is gone. */
  close(): Promise<void>;
}

export interface ProcessOptions {
  /** What it is called in errors. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All of it: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory?: string;
  /** Takes what it prints. */
  readonly logFile: string;
  /** Whether it can be used. Absent: as soon as it has been started. */
  readonly ready?: () => Promise<boolean>;
  /** Milliseconds in which it must be ready. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/** Generous: other programs want the cores too. */
const defaultLimit = 120_000;
/** Milliseconds between a request to end and the end. */
const grace = 10_000;
const linesTold = 15;

/**
 * Starts a program and waits until it is ready.
 *
 * @throws Error with the end of its log, if it ends before or takes too long; nothing is left running
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { name, command, args, environment, logFile, ready, signal } = options;
  const log = await open(logFile, 'a');
  const child = spawn(command, args, {
    env: { ...environment },
    ...(options.directory !== undefined && { cwd: options.directory }),
    stdio: ['ignore', log.fd, log.fd],
    // A group of its own: what it starts ends with it, and Ctrl+C reaches it through us alone.
    detached: true,
  });
  const group = minded(child);
  let over = false;
  // Listened for from the start: it may end before anything else is heard of it.
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => {
      over = true;
      resolve({ code, signal });
    });
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Error(`${name} cannot be started (${basename(command)}): ${said(error)}`);
  } finally {
    await log.close();
  }
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} has no process id`);
  const close = async () => {
    group.end('SIGTERM');
    const timer = new AbortController();
    const late = delay(grace, true, { signal: timer.signal }).catch(() => false);
    const inTime = await Promise.race([ended.then(() => true), late.then(() => false)]);
    timer.abort();
    // Also where the child itself is gone: what it started may not be.
    group.end('SIGKILL');
    if (!inTime) await ended;
    group.gone();
  };
  if (ready) {
    try {
      await until(
        name,
        async () => {
          if (over) return true;
          return ready();
        },
        options.limitMs ?? defaultLimit,
        signal,
      );
      if (over) throw new Error(`${name} ended before it was ready`);
    } catch (error) {
      await close();
      throw new Error(`${said(error)}\n${await endOf(logFile)}`, { cause: error });
    }
  }
  return { name, pid, ended, endNow: () => group.end('SIGKILL'), close };
}

/** The last lines of a log. */
export async function endOf(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-linesTold).join('\n');
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
