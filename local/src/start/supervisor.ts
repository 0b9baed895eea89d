import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './ports.ts';

export interface SupervisedProgram {
  /** Main module, an absolute path. */
  readonly module: string;
  /** Its whole environment, given the ports chosen for this run of it. */
  readonly environment: (ports: ProgramPorts) => Readonly<Record<string, string>>;
  /** Where it serves; a free port, another at each run, by default. */
  readonly port?: number;
  /** Path that answers 200 once the program can serve. */
  readonly readyPath: string;
  /** Flags for Node itself. */
  readonly nodeFlags?: readonly string[];
  /** Each line of its output. */
  readonly onLine: (line: string) => void;
  /** That it ended by itself, and what happens next. */
  readonly onTrouble: (message: string) => void;
}

export interface ProgramPorts {
  readonly port: number;
  readonly metricsPort: number;
}

/** Restarts wait this long in ms at first, twice as long each time, and at most the second. */
const backoff = { first: 250, most: 10_000 };
/** A program that ran for so long in ms before it ended is restarted without delay. */
const provenMs = 30_000;
/** A program whose port was taken between the draw and its start gets another one so often. */
const maxDraws = 3;
/** How long after a program's end its last words may be underway, in ms. */
const lastWordsMs = 500;
/** How long a program may take to serve after it started, in ms. */
const readyWithinMs = 120_000;
const readyPollMs = 20;
/** How long a program may take to end when asked, in ms. */
const graceMs = 2_500;

/** Keeps one program running and knows where it serves. */
export class Supervisor {
  readonly #program: SupervisedProgram;
  readonly #stop = new AbortController();
  #child: ChildProcess | undefined;
  #url: string | undefined;
  #running: Promise<void> | undefined;

  constructor(program: SupervisedProgram) {
    this.#program = program;
  }

  /** Where it serves; undefined while it cannot. */
  get url(): string | undefined {
    return this.#url;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the program. @returns once it serves; rejects if its first run ends before that */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#running = this.#keepRunning(resolve, reject);
    });
  }

  /** Ends the program: politely, then by force. */
  async stop(): Promise<void> {
    this.#stop.abort();
    const child = this.#child;
    if (child && isRunning(child)) {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await once(child, 'exit');
      clearTimeout(force);
    }
    await this.#running;
  }

  async #keepRunning(onReady: () => void, onFailed: (error: Error) => void): Promise<void> {
    let wait = backoff.first;
    let draws = 0;
    while (!this.#stop.signal.aborted) {
      const startedAt = performance.now();
      const { ending, portTaken } = await this.#runOnce(onReady);
      if (this.#stop.signal.aborted) return;
      draws += 1;
      if (portTaken && this.#program.port === undefined && draws < maxDraws) continue;
      onFailed(new Error(`the program ended before it could serve: ${ending}`));
      if (performance.now() - startedAt > provenMs) wait = backoff.first;
      this.#program.onTrouble(`ended (${ending}); starting it again in ${wait} ms`);
      await delay(wait, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      wait = Math.min(wait * 2, backoff.most);
    }
  }

  async #runOnce(onReady: () => void): Promise<{ ending: string; portTaken: boolean }> {
    const port = this.#program.port ?? (await freePort());
    const ports = { port, metricsPort: await freePort() };
    if (this.#stop.signal.aborted) return { ending: 'stopped', portTaken: false };
    const child = fork(join(import.meta.dirname, 'child.ts'), [this.#program.module], {
      env: { ...this.#program.environment(ports) },
      execArgv: [...(this.#program.nodeFlags ?? [])],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    let served = false;
    let portTaken = false;
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          if (!served && line.includes('EADDRINUSE')) portTaken = true;
          this.#program.onLine(line);
        });
    const ended = new AbortController();
    const heard = once(child, 'close');
    const exit = once(child, 'exit').then(async ([code, signal]) => {
      this.#url = undefined;
      ended.abort();
      // A process that it left behind would keep its output open for ever.
      if (!served) await Promise.race([heard, delay(lastWordsMs)]);
      return { ending: signal ? `signal ${signal}` : `code ${code}`, portTaken };
    });
    const url = `http://127.0.0.1:${ports.port}`;
    this.#awaitReady(url, ended.signal).then((ready) => {
      if (!ready) return;
      served = true;
      this.#url = url;
      onReady();
    });
    return exit;
  }

  async #awaitReady(url: string, ended: AbortSignal): Promise<boolean> {
    const deadline = performance.now() + readyWithinMs;
    while (!ended.aborted && performance.now() < deadline) {
      if (await answersOk(url + this.#program.readyPath)) return !ended.aborted;
      await delay(readyPollMs);
    }
    if (!ended.aborted) {
      this.#program.onTrouble(`did not serve within ${readyWithinMs / 1000} s`);
      this.#child?.kill('SIGKILL');
    }
    return false;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
