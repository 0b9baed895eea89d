import { EngineError } from './engine-error.ts';

/** Where Go keeps what it need not do twice. */
export interface GoCaches {
  /** Folder of what it has compiled. */
  readonly buildCache: string;
  /** Folder of the modules that it has downloaded. */
  readonly moduleCache: string;
}

/** Gigabytes that all engines take, from an empty machine: measured 13, 5, 1.1 and 3, and some room. */
const needed = { buildCache: 14, moduleCache: 6, engines: 2, temporary: 4 };

/** Lines of Go that say nothing about a failure. */
const idle = /^(go: downloading |# |[\w.-]+(\/[\w.~-]+)+$)/;
const linesTold = 3;

const full = /no space left on device|disk quota exceeded/i;

/**
 * Says in a sentence why Go failed.
 *
 * @param what - what it was to do: `build etcd`
 * @param output - what it said on standard error
 */
export function explainGoFailure(go: GoCaches, what: string, output: string): EngineError {
  if (full.test(output)) return diskFull(go, what);
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !idle.test(line));
  const said = lines.slice(-linesTold).join('; ') || 'it said nothing';
  if (/permission denied|read-only file system/i.test(output))
    return new EngineError(
      `Go cannot ${what}, for it may not write (${said}): make that folder writable, or name others by GOCACHE and GOMODCACHE.`,
    );
  return new EngineError(`Go cannot ${what}: ${said}.`);
}

/** The error for a full disk, whichever program met it. */
export function diskFull(go: GoCaches, what: string): EngineError {
  return new EngineError(
    `The disk is full, so Go cannot ${what}: all engines together need ${needed.buildCache} GB in ${go.buildCache} (GOCACHE moves it), ` +
      `${needed.moduleCache} GB in ${go.moduleCache} (GOMODCACHE), ${needed.temporary} GB for temporary files (GOTMPDIR) ` +
      `and ${needed.engines} GB for themselves (XDG_CACHE_HOME); make room, or move one of them.`,
  );
}
