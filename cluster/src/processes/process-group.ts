import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

/** A child that was started `detached`, with all that it has started. */
export interface ProcessGroup {
  /** Sends a signal to all of it; nothing where nobody of it is there any more. */
  end(how: NodeJS.Signals): void;
  /** Says that it is gone. */
  gone(): void;
}

const groups = new Set<number>();

/**
 * Minds a child's group: it ends with this process at the latest, also where that ends without a word
 * to anybody (a test runner that is killed).
 */
export function minded({ pid }: Pick<ChildProcess, 'pid'>): ProcessGroup {
  if (pid === undefined) return { end: () => undefined, gone: () => undefined };
  listen();
  groups.add(pid);
  return { end: (how) => send(pid, how), gone: () => void groups.delete(pid) };
}

let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  process.once('exit', () => {
    for (const pid of groups) send(pid, 'SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // Whoever else listens ends in good order.
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
    });
}

function send(pid: number, how: NodeJS.Signals): void {
  try {
    process.kill(-pid, how);
  } catch {
    // Nobody of it is there any more.
  }
}
