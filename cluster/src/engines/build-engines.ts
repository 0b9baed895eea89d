import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../../../local/src/error-code.ts';
import { askVersion } from './ask-version.ts';
import { withLock } from './build-lock.ts';
import { type Engine, pinned, type SdkVersions } from './catalogue.ts';
import { type BuiltEngine, keepBuilt, type ModuleSource, readBuilt } from './engine-cache.ts';
import { EngineError, messageOf } from './engine-error.ts';
import { downloadModules, type Go, runGo } from './go.ts';
import { diskFull } from './go-failure.ts';
import { layOutProvider } from './provider-source.ts';
import { spoken } from './versions.ts';

/** One program that is to be built. */
export interface Order {
  readonly engine: Engine;
  readonly source: ModuleSource;
  /** Where it is kept. */
  readonly directory: string;
}

export interface BuildOptions {
  readonly go: Go;
  readonly sdk: SdkVersions;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Milliseconds for one program: on two cores, with an empty cache, the largest takes nine minutes. */
const buildLimit = 60 * 60_000;
/** Milliseconds between two lines about a build that goes on. */
const progressEvery = 30_000;
/** Ending of the name of what is not whole yet. */
const unfinished = '.unfinished';

/**
 * Builds programs, one after another: each build takes all cores. Of several processes that want to build a module one
 * does, and the others wait for it.
 *
 * @throws EngineError with the reason; what is built until then is kept
 */
export async function buildEngines(
  orders: readonly Order[],
  options: BuildOptions,
): Promise<ReadonlyMap<Engine, BuiltEngine>> {
  const built = new Map<Engine, BuiltEngine>();
  const report = ({ engine }: Order, line: string) => {
    const place = orders.findIndex((order) => order.engine === engine) + 1;
    options.report(`(${place}/${orders.length}) ${engine.program}: ${line}`);
  };
  try {
    for (const [source, ofModule] of Map.groupBy(orders, (order) => order.source)) {
      const [first] = ofModule;
      if (!first) continue;
      await withLock(
        join(dirname(first.directory), 'lock'),
        (holder) => report(first, `waiting for process ${holder}, which builds ${source.module} …`),
        async () => {
          for (const [engine, one] of await buildModule(ofModule, report, options))
            built.set(engine, one);
        },
        options.signal,
      );
    }
    return built;
  } catch (error) {
    if (errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT')
      throw diskFull(options.go, 'build the engines');
    throw error;
  }
}

/** Builds the missing programs of a module, once no other process is building them. */
async function buildModule(
  orders: readonly Order[],
  report: (order: Order, line: string) => void,
  options: BuildOptions,
): Promise<ReadonlyMap<Engine, BuiltEngine>> {
  const built = new Map<Engine, BuiltEngine>();
  let module: PreparedModule | undefined;
  try {
    for (const order of orders) {
      const own = { ...options, report: (line: string) => report(order, line) };
      const whole = await readBuilt(order.directory, order.engine);
      if (whole !== undefined && whole !== 'broken') {
        built.set(order.engine, whole);
        continue;
      }
      if (whole === 'broken') own.report('what was kept of it is not whole, so it is built again');
      module ??= await prepareModule(order, own);
      built.set(order.engine, await build(order, module.directory, own));
    }
    return built;
  } finally {
    await module?.remove();
  }
}

interface PreparedModule {
  /** Go runs here. */
  readonly directory: string;
  remove(): Promise<void>;
}

async function prepareModule(order: Order, options: BuildOptions): Promise<PreparedModule> {
  const { source } = order;
  await mkdir(order.directory, { recursive: true });
  // Left by a build that came to a sudden end.
  for (const name of await readdir(order.directory))
    if (name.endsWith(unfinished))
      await rm(join(order.directory, name), { recursive: true, force: true });

  const { go, signal, report } = options;
  report(`downloading what ${source.module} is built from …`);
  const folders = await downloadModules(
    go,
    `what ${source.module} is built from`,
    { directory: source.directory, ...(signal && { signal }) },
    report,
  );
  if (source.module !== 'pulumi-kubernetes')
    return { directory: source.directory, remove: async () => {} };

  const downloaded = folders.get(pinned[source.module]);
  if (downloaded === undefined)
    throw new EngineError(`Go has not downloaded ${pinned[source.module]}.`);
  const directory = join(order.directory, `source${unfinished}`);
  await mkdir(directory);
  await layOutProvider(source, downloaded, directory, options.sdk);
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function build(
  { engine, source, directory }: Order,
  moduleDirectory: string,
  { go, environment, report, signal }: BuildOptions,
): Promise<BuiltEngine> {
  report('building …');
  const started = performance.now();
  const elapsed = () => Math.round((performance.now() - started) / 1000);
  const path = join(directory, `${engine.program}${unfinished}`);
  let compiled = 0;
  const progress = setInterval(
    () => report(`still building after ${elapsed()} s; packages compiled so far: ${compiled}`),
    progressEvery,
  );
  try {
    await runGo(
      go,
      `build ${engine.program}`,
      ['build', '-v', `-ldflags=${source.flags}`, '-o', path, engine.package],
      {
        directory: moduleDirectory,
        limitMs: buildLimit,
        ...(signal && { signal }),
        // Asked to be verbose, Go names each package that it compiles.
        line: () => {
          compiled += 1;
        },
      },
    );
    const version = await askBuilt(engine, path, environment, signal);
    const { size } = await stat(path);
    const seconds = elapsed();
    const kept = await keepBuilt(directory, engine, { path, version, bytes: size, seconds });
    report(`${spoken(version)} done in ${seconds} s, ${megabytes(size)} MB`);
    return kept;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    clearInterval(progress);
  }
}

/** What does not run, or is another version than its module says, is not kept. */
async function askBuilt(
  { program, wanted, ask }: Engine,
  path: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
) {
  let said: string;
  try {
    const version = await askVersion(path, ask, environment, signal);
    if (wanted.fits(version)) return version;
    said = `says that it is ${spoken(version)}, not ${wanted.said}`;
  } catch (error) {
    signal?.throwIfAborted();
    said = `does not run: ${messageOf(error)}`;
  }
  throw new EngineError(`${program} has been built, but ${said}.`);
}

/** Decimal, as disks are sold. */
export function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
