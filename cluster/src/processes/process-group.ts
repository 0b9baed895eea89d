import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** A child that was started `detached`, with all that it has started. */
export interface ProcessGroup {
  /** Sends a signal to all of its processes; does nothing if they are gone. */
  end(how: NodeJS.Signals): void;
  /** Says that it is gone. */
  gone(): void;
}

/**
 * Minds a child's group: it ends with this process at the latest, however that ends. A process that is
 * killed can do nothing more itself, and a test runner hears of no signals.
 */
export function minded({ pid }: Pick<ChildProcess, 'pid'>): ProcessGroup {
  if (pid === undefined) return { end: () => undefined, gone: () => undefined };
  minder ??= startMinder();
  minder.write(`is ${pid}\n`);
  return {
    end(how) {
      try {
        process.kill(-pid, how);
      } catch {
        // All of its processes are gone.
      }
    },
    gone: () => void minder?.write(`gone ${pid}\n`),
  };
}

/** Keeps the list of groups for as long as somebody can write to it, and then ends what is on it. */
const script = `
list=
while read -r how pid; do
  case $how in
    is) list="$list $pid" ;;
    gone)
      rest=
      for one in $list; do [ "$one" = "$pid" ] || rest="$rest $one"; done
      list=$rest
      ;;
  esac
done
for one in $list; do kill -s KILL -- "-$one" 2>/dev/null; done
`;

let minder: Writable | undefined;

function startMinder(): Writable {
  const child = spawn('/bin/sh', ['-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Not reached by what ends us.
    detached: true,
  });
  // Neither it nor its pipe keeps this process.
  child.unref();
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  child.stdin.on('error', () => undefined);
  return child.stdin;
}
