import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertLoopback } from '../control-plane/loopback.ts';
import type { Engines } from '../engines/engines.ts';
import { minded, type ProcessGroup } from '../processes/process-group.ts';
import { Inventory } from './inventory/inventory.ts';
import { policyPackScript, writePlugins } from './plugin/plugin-folder.ts';
import { standInsVariable } from './plugin/protocol.ts';
import { type ServedStandIns, serveStandIns } from './plugin/serve-stand-ins.ts';
import { awsStandIn } from './providers/aws.ts';
import { drawingStandIn, randomDraws, tlsDraws } from './providers/drawn.ts';
import { kubeconfigVariable } from './providers/eks.ts';
import { type RealServices, realServices } from './providers/real/real-services.ts';
import type { RunMessage, RunRequest } from './run-stack.ts';
import { Schemas } from './schema/schemas.ts';
import { stackConfig } from './stack-config.ts';
import type { OperationName, StackRun } from './stack-run.ts';

export interface StackEngineOptions {
  /** For everything that it keeps: state, settings, plugins, logs. */
  readonly directory: string;
  /** For the providers' schemas, which are kept for the next time. */
  readonly cacheDirectory: string;
  readonly engines: Engines<'pulumi' | 'pulumi-resource-kubernetes'>;
  readonly stack: 'dev' | 'prod';
  /** The control plane that stands behind the stack's cluster. */
  readonly controlPlane: { readonly server: string; readonly kubeconfig: string };
  /** For the engine and its plugins, such as a proxy that leads to charts. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How an SDK finds the emulated AWS; absent: nothing is made for real. */
  readonly localCloud?: Readonly<Record<string, string>>;
  /** URL of the module that makes the stack; the repository's program where it is absent. */
  readonly program?: string;
  /** Configuration by full key, over that of the committed stack file. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface OperationOptions {
  readonly parallel?: number;
  /** URNs that the operation is kept to, with what depends on them. */
  readonly targets?: readonly string[];
  readonly signal?: AbortSignal;
}

/** The stack's program on Pulumi's engine, in an account that is made up. */
export interface StackEngine {
  /** What is in the account; levers for tests: failures, changes by hand, resources of others. */
  readonly account: Inventory;
  /** Of the command line: what the last operations said. */
  readonly logFile: string;
  preview(options?: OperationOptions): Promise<StackRun>;
  up(options?: OperationOptions): Promise<StackRun>;
  refresh(options?: OperationOptions): Promise<StackRun>;
  destroy(options?: OperationOptions): Promise<StackRun>;
  /** For the operations to come. @param value - undefined takes the key away */
  setConfig(key: string, value: unknown): void;
  /** The stack's outputs, secrets in clear. */
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** The state as it lies on disk, secrets encrypted. */
  exportState(): Promise<string>;
  close(): Promise<void>;
}

const project = 'tidecast';
const root = new URL('../../../', import.meta.url);
/** Milliseconds that an operation has to stop cleanly once it is asked to. */
const grace = 60_000;

/** @throws Error where the control plane is not on this machine */
export async function startStackEngine(options: StackEngineOptions): Promise<StackEngine> {
  assertLoopback(options.controlPlane.server);
  const real = options.localCloud && realServices(options.localCloud);
  const account = new Inventory(real?.services);
  const schemas = Object.fromEntries(
    ['aws', 'random', 'tls'].map((name) => [name, new Schemas(name, options.cacheDirectory)]),
  ) as Record<'aws' | 'random' | 'tls', Schemas>;
  const standIns = await serveStandIns({
    aws: awsStandIn(account, schemas.aws),
    random: drawingStandIn(randomDraws, schemas.random),
    tls: drawingStandIn(tlsDraws, schemas.tls),
  });
  try {
    const environment = await prepare(options, standIns.url);
    const config = await stackConfig(options.stack, options.config);
    return new LocalStackEngine({ options, environment, config, account, standIns, schemas, real });
  } catch (error) {
    await standIns.close();
    real?.close();
    throw error;
  }
}

/** Makes the folders, and says what the engine and its plugins are to know. */
async function prepare(
  { directory, engines, controlPlane, environment = {} }: StackEngineOptions,
  standInsUrl: string,
): Promise<Readonly<Record<string, string>>> {
  const plugins = join(directory, 'plugins');
  const home = join(directory, 'home');
  const state = join(directory, 'state');
  const temporary = join(directory, 'tmp');
  const kubeconfig = join(directory, 'kubeconfig.json');
  for (const folder of [home, state, temporary, join(directory, 'work')]) {
    await mkdir(folder, { recursive: true });
  }
  await writePlugins(plugins);
  await writeFile(kubeconfig, controlPlane.kubeconfig, { mode: 0o600 });
  const tools = [engines.pulumi, engines['pulumi-resource-kubernetes'], process.execPath].map(
    dirname,
  );
  return {
    ...environment,
    PATH: [plugins, ...tools, '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: home,
    // The Kubernetes provider leaves kubeconfigs there.
    TMPDIR: temporary,
    PULUMI_HOME: join(home, '.pulumi'),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString('hex'),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    [standInsVariable]: standInsUrl,
    [kubeconfigVariable]: kubeconfig,
  };
}

interface Parts {
  readonly options: StackEngineOptions;
  readonly environment: Readonly<Record<string, string>>;
  readonly config: Record<string, string>;
  readonly account: Inventory;
  readonly standIns: ServedStandIns;
  readonly schemas: Readonly<Record<string, Schemas>>;
  readonly real: RealServices | undefined;
}

/** An operation, in a process of its own. */
interface Running {
  readonly child: ChildProcess;
  readonly group: ProcessGroup;
}

class LocalStackEngine implements StackEngine {
  readonly account: Inventory;
  readonly logFile: string;
  readonly #parts: Parts;
  readonly #removedConfig = new Set<string>();
  #running: Promise<unknown> = Promise.resolve();
  #child: Running | undefined;
  #left = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.account = parts.account;
    this.logFile = join(parts.options.directory, 'pulumi.log');
  }

  preview(options?: OperationOptions): Promise<StackRun> {
    return this.#operate('preview', options);
  }

  up(options?: OperationOptions): Promise<StackRun> {
    return this.#operate('up', options);
  }

  refresh(options?: OperationOptions): Promise<StackRun> {
    return this.#operate('refresh', options);
  }

  destroy(options?: OperationOptions): Promise<StackRun> {
    return this.#operate('destroy', options);
  }

  setConfig(key: string, value: unknown): void {
    if (value === undefined) {
      this.#removedConfig.add(key);
      delete this.#parts.config[key];
      return;
    }
    this.#removedConfig.delete(key);
    this.#parts.config[key] = typeof value === 'string' ? value : JSON.stringify(value);
  }

  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    return JSON.parse(await this.#ask(['stack', 'output', '--json', '--show-secrets']));
  }

  exportState(): Promise<string> {
    return this.#ask(['stack', 'export']);
  }

  async close(): Promise<void> {
    if (this.#child) await stop(this.#child);
    await this.#running;
    const { standIns, schemas, real } = this.#parts;
    await standIns.close();
    real?.close();
    for (const one of Object.values(schemas)) await one.save();
  }

  /** One at a time: the stack is locked while one runs. */
  #operate(operation: OperationName, options: OperationOptions = {}): Promise<StackRun> {
    const run = this.#running.then(() => this.#run(operation, options));
    this.#running = run.catch(() => undefined);
    return run;
  }

  async #run(operation: OperationName, { parallel, targets, signal }: OperationOptions) {
    const { options, environment, config } = this.#parts;
    options.report?.(`pulumi ${operation}`);
    const log = await open(this.logFile, 'a');
    // A group of its own: Ctrl+C reaches it through us alone, and it can be ended with all it starts.
    const child = fork(fileURLToPath(new URL('run-stack.ts', import.meta.url)), [], {
      env: { ...environment },
      execArgv: [],
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
    await log.close();
    const running = { child, group: minded(child) };
    this.#child = running;
    const cancel = () => void stop(running);
    for (const one of [signal, options.signal]) one?.addEventListener('abort', cancel);
    try {
      const request: RunRequest = {
        operation,
        stack: options.stack,
        project,
        workDirectory: join(options.directory, 'work'),
        program: options.program ?? new URL('index.ts', root).href,
        policyPack: join(options.directory, 'plugins', policyPackScript),
        config,
        removedConfig: [...this.#removedConfig],
        unlock: this.#left,
        ...(parallel !== undefined && { parallel }),
        ...(targets && { targets }),
      };
      child.send(request);
      const message = await answerOf(child);
      this.#left = message === undefined;
      if (!message)
        throw new Error(`pulumi ${operation} ended without an answer: see ${this.logFile}`);
      if ('error' in message) throw new Error(message.error);
      const { run } = message;
      options.report?.(describe(run));
      return run;
    } finally {
      for (const one of [signal, options.signal]) one?.removeEventListener('abort', cancel);
      // With all that it has started: the command line and its plugins.
      running.group.end('SIGKILL');
      running.group.gone();
      this.#child = undefined;
    }
  }

  async #ask(args: readonly string[]): Promise<string> {
    const { options, environment } = this.#parts;
    const { execFile } = await import('node:child_process');
    return new Promise((resolve, reject) => {
      execFile(
        options.engines.pulumi,
        [...args, '--stack', options.stack, '--non-interactive'],
        {
          cwd: join(options.directory, 'work'),
          env: { ...environment },
          maxBuffer: 256 * 1024 * 1024,
          timeout: grace,
        },
        (error, stdout, stderr) =>
          error ? reject(new Error(stderr || error.message)) : resolve(stdout),
      );
    });
  }
}

async function answerOf(child: ChildProcess): Promise<RunMessage | undefined> {
  return new Promise((resolve) => {
    child.once('message', (message: RunMessage) => resolve(message));
    child.once('exit', () => resolve(undefined));
    child.once('error', () => resolve(undefined));
  });
}

/** Lets it finish what it has begun and free the stack, then ends it. */
async function stop({ child, group }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => group.end('SIGKILL'), grace);
  await once(child, 'exit');
  clearTimeout(late);
}

function describe({ operation, succeeded, changes, seconds }: StackRun): string {
  const counted = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([op, count]) => `${count} ${op}`);
  const outcome = succeeded ? 'done' : 'failed';
  return `pulumi ${operation} ${outcome} in ${Math.round(seconds)} s: ${counted.join(', ') || 'nothing'}`;
}
