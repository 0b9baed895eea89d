import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program started for a measurement. */
export interface Program {
  readonly pid: number;
  /**
   * Resolves with the first line of its output that the pattern fits, and when it came, by
   * `performance.now()`.
   *
   * @throws Error with the program's last lines when it ends, or the limit passes, before that
   */
  line(pattern: RegExp, limitMs: number): Promise<{ text: string; at: number }>;
  /** Ends it politely, and by force after `graceMs`. Fine to call on one that has ended. */
  stop(graceMs?: number): Promise<void>;
}

interface Waiter {
  readonly pattern: RegExp;
  readonly resolve: (found: { text: string; at: number }) => void;
  readonly reject: (error: Error) => void;
}

/** How many lines of output are kept for an error message. */
const keptLines = 30;

/**
 * Starts a program, reads its output line by line, and knows how to stop it.
 *
 * @param options - `discard` the output of a program whose chatter would take part in the race
 */
export function startProgram(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> & { output?: 'read' | 'discard' } = {},
): Program {
  const { output = 'read', ...spawnOptions } = options;
  const sink = output === 'read' ? 'pipe' : 'ignore';
  const child = spawn(command, args, { ...spawnOptions, stdio: ['ignore', sink, sink] });
  const lines: string[] = [];
  const waiters = new Set<Waiter>();
  const onLine = (text: string) => {
    const at = performance.now();
    lines.push(text);
    for (const waiter of waiters) if (waiter.pattern.test(text)) waiter.resolve({ text, at });
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine);
  }
  const failAll = (why: string) => {
    const tail = lines.slice(-keptLines).join('\n');
    for (const waiter of waiters) waiter.reject(new Error(`${command} ${why}:\n${tail}`));
  };
  child.once('error', (error) => failAll(`could not be started (${error.message})`));
  child.once('exit', (code, signal) => failAll(`ended with ${signal ?? `code ${code}`}`));

  return {
    pid: child.pid ?? 0,
    line: (pattern, limitMs) => awaitLine(waiters, pattern, limitMs),
    stop: (graceMs = 10_000) => stopChild(child, graceMs),
  };
}

function awaitLine(waiters: Set<Waiter>, pattern: RegExp, limitMs: number) {
  const found = Promise.withResolvers<{ text: string; at: number }>();
  const waiter = { pattern, ...found };
  waiters.add(waiter);
  const timer = setTimeout(
    () => found.reject(new Error(`no line like ${pattern} within ${limitMs} ms`)),
    limitMs,
  );
  return found.promise.finally(() => {
    clearTimeout(timer);
    waiters.delete(waiter);
  });
}

async function stopChild(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(force);
}
