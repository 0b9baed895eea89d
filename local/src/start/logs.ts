import { join } from 'node:path';
import type { Closers } from './closers.ts';
import { LogFile } from './log-file.ts';
import { worthShowing } from './program-log.ts';

export interface Logs {
  /** What the platform itself has to say: kept and shown. */
  readonly platform: (line: string) => void;
  /** What a program prints: all is kept, warnings and errors are shown. */
  readonly program: (name: 'api' | 'functions' | 'prometheus') => (line: string) => void;
}

/** The Lambda host marks its lines. */
const hostMark = /^lambda: /;

/**
 * Opens the log files.
 *
 * @param show - gets each line that a person should see now
 */
export function openLogs(
  directory: string,
  show: (line: string) => void,
  closers: Pick<Closers, 'add'>,
): Logs {
  let closed = false;
  const files = new Map<string, LogFile>();
  closers.add(() => {
    closed = true;
    for (const file of files.values()) file.close();
  });
  const keep = (name: string, line: string) => {
    if (closed) return;
    const file = files.get(name) ?? new LogFile(join(directory, `${name}.log`));
    files.set(name, file);
    file.write(line);
  };
  return {
    platform(line) {
      keep('platform', `${new Date().toISOString()} ${line}`);
      show(line);
    },
    program: (name) => (printed) => {
      const line = printed.replace(hostMark, '');
      keep(name, line);
      const shown = worthShowing(line);
      if (shown !== undefined) show(`${name}: ${shown}`);
    },
  };
}
