import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { minded } from '../processes/process-group.ts';
import { EngineError } from './engine-error.ts';
import { enginesVariable } from './find-engine.ts';
import { explainGoFailure, type GoCaches } from './go-failure.ts';
import { findOnPath } from './programs.ts';
import { isAtLeast, spoken, type Version, versionIn } from './versions.ts';

/** The Go toolchain of this machine. */
export interface Go extends GoCaches {
  /** Absolute path. */
  readonly command: string;
  readonly version: Version;
  /** What its children get. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface GoRun {
  /** The module in which it runs. */
  readonly directory: string;
  /** Milliseconds in which it must be over. */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  /** Is told what it says on standard error, line by line. */
  readonly line?: (line: string) => void;
}

/** Milliseconds for a question to Go itself. */
const questionLimit = 60_000;
/** Milliseconds for the download of a module's dependencies, some hundred files. */
const downloadLimit = 20 * 60_000;
/** A download is tried this often. */
const downloadTries = 3;
/** Milliseconds before a download is tried again, times the tries so far: the network may come back. */
const retryPause = 2000;
/** Milliseconds that Go's processes have to end by themselves. */
const grace = 5000;
/** Of what Go says, this much is kept: the end, where the reason stands. */
const maxText = 64_000;

const goEnvironment = z.object({
  GOVERSION: z.string(),
  GOCACHE: z.string(),
  GOMODCACHE: z.string(),
});

/** @returns the Go on the PATH, or undefined where there is none */
export async function findGo(
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Go | undefined> {
  const command = await findOnPath('go', environment);
  if (command === undefined) return undefined;
  const { GOOS: _, GOARCH: __, ...own } = environment;
  const bare = {
    command,
    environment: {
      ...own,
      // The sums in the tree say what is built: nothing may change them, nor a go.work around the checkout.
      GOFLAGS: '-mod=readonly -buildvcs=false',
      GOWORK: 'off',
      // No other Go is downloaded.
      GOTOOLCHAIN: 'local',
    },
  };
  const answer = await runProcess(bare, ['env', '-json', ...Object.keys(goEnvironment.shape)], {
    directory: '/',
    limitMs: questionLimit,
    ...(signal && { signal }),
  });
  const values = goEnvironment.parse(JSON.parse(answer.output));
  const version = versionIn(values.GOVERSION);
  if (!version) throw new EngineError(`${command} says ${values.GOVERSION} for its version.`);
  return { ...bare, version, buildCache: values.GOCACHE, moduleCache: values.GOMODCACHE };
}

/**
 * Returns a Go that is new enough.
 *
 * @param least - what the modules ask for
 * @param what - what is to be built, for the error
 * @throws EngineError that says what to install
 */
export function requireGo(go: Go | undefined, least: Version, what: string): Go {
  const remedy = `install Go ${spoken(least)} or newer (go.dev/dl), or name a folder that has them by ${enginesVariable}.`;
  if (!go) throw new EngineError(`There is no Go on the PATH to build ${what} with: ${remedy}`);
  if (!isAtLeast(go.version, least))
    throw new EngineError(
      `${go.command} is Go ${spoken(go.version)}, too old to build ${what}: ${remedy}`,
    );
  return go;
}

/** @returns the Go version that a module asks for */
export function goVersionOf(goMod: string): Version {
  const line = goMod.split('\n').find((one) => /^go \d/.test(one)) ?? '';
  return versionIn(line) ?? [1, 21, 0];
}

/**
 * Runs Go.
 *
 * @param what - what it does, for the error: `build etcd`
 * @returns what it has printed
 * @throws EngineError with the reason
 */
export async function runGo(
  go: Go,
  what: string,
  args: readonly string[],
  run: GoRun,
): Promise<string> {
  const { code, output, errors } = await runProcess(go, args, run);
  if (code !== 0) throw explainGoFailure(go, what, `${errors}${errorsIn(output)}`);
  return output;
}

/** A download that is asked for JSON tells what failed there alone. */
function errorsIn(output: string): string {
  const errors = [...output.matchAll(/^\t"Error": (".*")/gm)];
  return [...new Set(errors.map(([, text = '""']) => z.string().parse(JSON.parse(text))))].join(
    '\n',
  );
}

/**
 * Downloads all that a module needs, and gives the folders of what it downloaded. A failure is tried again: the rest
 * goes on from there.
 */
export async function downloadModules(
  go: Go,
  what: string,
  run: Pick<GoRun, 'directory' | 'signal'>,
  report: (line: string) => void,
): Promise<ReadonlyMap<string, string>> {
  for (let tries = 1; ; tries += 1)
    try {
      const output = await runGo(go, `download ${what}`, ['mod', 'download', '-json'], {
        ...run,
        limitMs: downloadLimit,
      });
      return foldersIn(output);
    } catch (error) {
      if (run.signal?.aborted || !(error instanceof EngineError) || tries === downloadTries)
        throw error;
      report(`${error.message} Trying again (${tries + 1} of ${downloadTries}).`);
      await delay(retryPause * tries, undefined, run.signal ? { signal: run.signal } : {});
    }
}

const downloaded = z.object({ Path: z.string(), Dir: z.string().optional() });

/** Go prints one object after another, each closed by a brace of its own line. */
function foldersIn(output: string): ReadonlyMap<string, string> {
  const objects = output.split(/(?<=^\})\n/m).filter((text) => text.trim() !== '');
  const modules = objects.map((text) => downloaded.parse(JSON.parse(text)));
  return new Map(modules.flatMap(({ Path, Dir }) => (Dir === undefined ? [] : [[Path, Dir]])));
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The whole group of processes ends with the signal, or when time is up. */
async function runProcess(
  { command, environment }: Pick<Go, 'command' | 'environment'>,
  args: readonly string[],
  { directory, limitMs, signal, line }: GoRun,
): Promise<Ran> {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const group = minded(child);
  let late = false;
  let killTimer: NodeJS.Timeout | undefined;
  const end = () => {
    group.end('SIGTERM');
    killTimer ??= setTimeout(() => group.end('SIGKILL'), grace);
  };
  const timer = setTimeout(() => {
    late = true;
    end();
  }, limitMs);
  signal?.addEventListener('abort', end, { once: true });
  const outputs: string[] = [];
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => outputs.push(text));
  createInterface({ input: child.stderr }).on('line', (text) => {
    errors = `${errors}${text}\n`.slice(-maxText);
    line?.(text);
  });
  try {
    const [code] = await once(child, 'close');
    signal?.throwIfAborted();
    if (late) errors += `it took more than ${Math.round(limitMs / 60_000)} minutes\n`;
    return { code: late ? 1 : code, output: outputs.join(''), errors };
  } finally {
    clearTimeout(timer);
    clearTimeout(killTimer);
    signal?.removeEventListener('abort', end);
    // What it started may outlive it.
    group.end('SIGKILL');
    group.gone();
  }
}
