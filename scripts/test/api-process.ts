import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../local/src/start/ports.ts';
import type { LocalCloud } from './local-cloud.ts';

const build = join(import.meta.dirname, '../../apps/api/build.ts');
/** Generous, in milliseconds: other tests want the cores too. */
const startLimit = 120_000;

/** How the process ended, and everything it printed. */
export interface Ending {
  /** Exit code, or the signal that killed it. */
  readonly code: number | NodeJS.Signals;
  readonly output: string;
  readonly errors: string;
}

/** The API as the image runs it: its bundle, in a process of its own. */
export interface ApiProcess {
  readonly url: string;
  readonly port: number;
  /** What a container runtime sends first. */
  terminate(): void;
  /** Fulfilled once it has ended. */
  readonly ended: Promise<Ending>;
}

/** Builds the API's bundle into a directory. */
export async function buildApi(directory: string): Promise<void> {
  await promisify(execFile)(process.execPath, [build, directory]);
}

export interface ApiProcessOptions {
  /** Where the bundle is, and nothing else. */
  readonly directory: string;
  readonly cloud: LocalCloud;
  readonly nodeFlags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts the bundle and waits until it is ready.
 *
 * @throws Error with what it printed if it ends before, or takes too long
 */
export async function startApi(options: ApiProcessOptions): Promise<ApiProcess> {
  const { directory, cloud, nodeFlags = [], environment = {} } = options;
  const [port, metricsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [...nodeFlags, '--enable-source-maps', 'main.mjs'], {
    cwd: directory,
    env: { ...cloud.apiEnvironment({ port, metricsPort }), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([output, errors, [code, signal]]): Ending => ({ code: code ?? signal, output, errors }),
  );
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + startLimit;
  while (!(await answersOk(`${url}/readyz`))) {
    if (performance.now() > deadline) child.kill('SIGKILL');
    if (child.exitCode !== null || child.signalCode !== null) {
      const { code, output, errors } = await ended;
      throw new Error(`the API ended with ${code} and was never ready:\n${output}${errors}`);
    }
    await delay(20);
  }
  return { url, port, terminate: () => child.kill('SIGTERM'), ended };
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { headers: { connection: 'close' } });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
