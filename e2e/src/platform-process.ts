import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What runs the whole service, as `npm start` does. */
export interface PlatformProcess {
  /** The site's origin. */
  readonly url: string;
  /** The AWS endpoint's. */
  readonly awsUrl: string;
  /** Ctrl-C. @returns how long it took to end, in ms */
  stop(): Promise<number>;
  /** `kill -9` of every process of it at once. */
  kill(): Promise<void>;
}

export interface PlatformProcessOptions {
  readonly dataDir: string;
  /** 0 by default: free ones. */
  readonly port?: number;
  readonly awsPort?: number;
  /** Whether a first start publishes the demo video; not by default. */
  readonly demo?: boolean;
}

const main = join(import.meta.dirname, '../../local/src/start/main.ts');
/** The first start builds the page, on a busy machine. */
const startLimitMs = 180_000;

/**
 * Starts the service in a process group of its own and waits for its last line.
 *
 * @throws with what it printed when it ends or takes too long
 */
export async function startPlatformProcess(
  options: PlatformProcessOptions,
): Promise<PlatformProcess> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, ...(options.demo ? [] : ['--no-demo'])],
    {
      env: {
        ...process.env,
        PORT: String(options.port ?? 0),
        AWS_PORT: String(options.awsPort ?? 0),
        RTMP_PORT: '0',
        TIDECAST_DATA: options.dataDir,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const printed = await readyOutput(child);
  const url = /^Tidecast is ready at (\S+)$/m.exec(printed)?.[1];
  const awsUrl = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
  if (!url || !awsUrl) throw new Error(`the start did not say where it serves:\n${printed}`);
  return {
    url,
    awsUrl,
    async stop() {
      const startedAt = performance.now();
      await end(child, 'SIGINT');
      return performance.now() - startedAt;
    },
    kill: () => end(child, 'SIGKILL'),
  };
}

function readyOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const fail = (reason: string) => {
      void end(child, 'SIGKILL');
      reject(new Error(`${reason}. It printed:\n${lines.join('\n')}`));
    };
    const limit = setTimeout(() => fail('the platform did not become ready'), startLimitMs);
    child.once('exit', (code) => {
      clearTimeout(limit);
      fail(`the platform ended with ${code}`);
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (!line.startsWith('Tidecast is ready at ')) return;
        clearTimeout(limit);
        resolve(lines.join('\n'));
      });
    }
  });
}

/** Signals the whole group, and waits for its leader. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  process.kill(-child.pid, signal);
  await exited;
}
