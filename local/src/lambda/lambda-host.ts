import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { defaultTimeoutSeconds, type HostMessage, type LambdaFunction } from './host-protocol.ts';
import { LambdaError } from './lambda-error.ts';

export interface LambdaHostOptions {
  readonly functions: readonly LambdaFunction[];
  /** All that the functions see of the environment, besides PATH: as in Lambda. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gets what the functions print, line by line, and what befalls their process. */
  readonly log: (line: string) => void;
}

/** The functions' process, which is started again whenever it ends. */
export interface LambdaHost {
  /**
   * Calls a function and gives what its handler returned, as JSON carries it.
   *
   * @throws LambdaError when the handler throws, is too slow, or its process ends
   */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Process id; undefined while none runs. */
  pid(): number | undefined;
  /** Lets invocations under way end for `graceMillis` (2000 by default), then ends the process. */
  close(graceMillis?: number): Promise<void>;
}

interface Invocation {
  readonly requestId: string;
  readonly functionName: string;
  readonly event: unknown;
  readonly timeoutSeconds: number;
  timer: NodeJS.Timeout | undefined;
  readonly settle: (outcome: { payload: unknown } | { error: LambdaError }) => void;
}

const hostModule = fileURLToPath(new URL('./host.ts', import.meta.url));

/** What Lambda gives a function to load itself, before its own timeout begins: 10 s. */
const initMillis = 10_000;

/** Pause before a process that ended is replaced, so that one that cannot start does not spin. */
const restartMillis = 500;

/** Starts the process at once, so that the first event finds the functions loaded. */
export function startLambdaHost(options: LambdaHostOptions): LambdaHost {
  const { functions, environment, log } = options;
  const pending = new Map<string, Invocation>();
  let child: ChildProcess | undefined;
  let restart: NodeJS.Timeout | undefined;
  let closed = false;

  const spawn = (): ChildProcess => {
    clearTimeout(restart);
    const started = fork(hostModule, [JSON.stringify(functions)], {
      env: { PATH: process.env.PATH, ...environment },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    forwardLines(started.stdout, log);
    forwardLines(started.stderr, log);
    started.on('message', (message: HostMessage) => receive(message));
    // A process that cannot be started or written to also ends, which 'exit' tells.
    started.on('error', (error) => log(`lambda: ${error.message}`));
    started.once('exit', (code, signal) => {
      if (started !== child) return;
      child = undefined;
      if (closed) return;
      log(`lambda: the functions' process ended with ${signal ?? code}; starting it again`);
      for (const invocation of [...pending.values()])
        fail(
          invocation,
          'Runtime.ExitError',
          `RequestId: ${invocation.requestId} Error: Runtime exited with error: ${signal ?? `exit status ${code}`}`,
        );
      restart = setTimeout(() => {
        child ??= spawn();
      }, restartMillis);
    });
    return started;
  };

  const fail = (invocation: Invocation, errorType: string, message: string) => {
    invocation.settle({ error: new LambdaError(invocation.functionName, errorType, message) });
  };

  const limit = (invocation: Invocation, millis: number) => {
    clearTimeout(invocation.timer);
    invocation.timer = setTimeout(() => expire(invocation), millis);
  };

  const dispatch = (invocation: Invocation) => {
    const { requestId, functionName, event } = invocation;
    limit(invocation, initMillis + invocation.timeoutSeconds * 1000);
    child ??= spawn();
    child.send({ type: 'invoke', requestId, functionName, event }, () => {
      // A failed send means that the process is ending: 'exit' settles what is pending.
    });
  };

  /** As Lambda does: the process is killed, since nothing else stops a handler. */
  const expire = (invocation: Invocation) => {
    const seconds = invocation.timeoutSeconds.toFixed(2);
    log(`lambda: ${invocation.functionName} timed out after ${seconds} seconds`);
    fail(
      invocation,
      'Sandbox.Timedout',
      `RequestId: ${invocation.requestId} Error: Task timed out after ${seconds} seconds`,
    );
    const stuck = child;
    child = undefined;
    stuck?.kill('SIGKILL');
    // Those who merely shared the process start over: in Lambda each would have had its own.
    for (const other of pending.values()) dispatch(other);
    if (!closed) child ??= spawn();
  };

  const receive = (message: HostMessage) => {
    const invocation = pending.get(message.requestId);
    if (!invocation) return;
    if (message.type === 'started') {
      limit(invocation, invocation.timeoutSeconds * 1000);
    } else if (message.type === 'result') {
      invocation.settle({ payload: message.payload });
    } else {
      const { errorType, errorMessage, trace } = message.failure;
      const { functionName } = invocation;
      invocation.settle({ error: new LambdaError(functionName, errorType, errorMessage, trace) });
    }
  };

  child = spawn();

  return {
    invoke(functionName, event) {
      return new Promise((resolve, reject) => {
        const settings = functions.find(({ name }) => name === functionName);
        const invocation: Invocation = {
          requestId: randomUUID(),
          functionName,
          event,
          timeoutSeconds: settings?.timeoutSeconds ?? defaultTimeoutSeconds,
          timer: undefined,
          settle(outcome) {
            clearTimeout(invocation.timer);
            pending.delete(invocation.requestId);
            if ('error' in outcome) reject(outcome.error);
            else resolve(outcome.payload);
          },
        };
        if (closed) {
          fail(invocation, 'Runtime.Closed', 'the local Lambda host is closed');
          return;
        }
        pending.set(invocation.requestId, invocation);
        dispatch(invocation);
      });
    },

    pid: () => child?.pid,

    async close(graceMillis = 2000) {
      closed = true;
      clearTimeout(restart);
      const deadline = Date.now() + graceMillis;
      while (pending.size > 0 && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 10));
      for (const invocation of [...pending.values()])
        fail(invocation, 'Runtime.Closed', 'the local cloud is stopping');
      const last = child;
      if (!last) return;
      const ended = once(last, 'exit');
      last.kill('SIGKILL');
      await ended;
    },
  };
}

function forwardLines(stream: Readable | null, log: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', (line) => log(`lambda: ${line}`));
}
