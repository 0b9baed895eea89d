import { stat } from 'node:fs/promises';
import { buildEngines, type Order } from './build-engines.ts';
import {
  type Engine,
  type EngineModule,
  type EngineProgram,
  engineOf,
  enginePrograms,
  type SdkVersions,
  sdkVersions,
} from './catalogue.ts';
import {
  anyBuiltDirectory,
  type BuiltEngine,
  builtDirectory,
  cacheDirectory,
  type ModuleSource,
  moduleSource,
  readBuilt,
} from './engine-cache.ts';
import { EngineError } from './engine-error.ts';
import { type FoundEngine, findEngine } from './find-engine.ts';
import { findGo, type Go, goVersionOf, requireGo } from './go.ts';
import { isAtLeast, type Version } from './versions.ts';

export type { EngineProgram } from './catalogue.ts';

/** Absolute paths of programs. */
export type Engines<P extends EngineProgram = EngineProgram> = Readonly<Record<P, string>>;

export interface EngineOptions {
  /** Receives lines of progress. */
  readonly report: (line: string) => void;
  /** Ends all that has been started. */
  readonly signal?: AbortSignal;
  /** {@link process.env} unless a test says otherwise. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** An engine, with where it comes from. */
export interface PreparedEngine extends FoundEngine {
  readonly program: EngineProgram;
  readonly bytes: number;
  /** What its build took, if it was built here. */
  readonly seconds?: number;
}

/** What there is of an engine before anything is built. */
export interface LocatedEngine {
  readonly engine: Engine;
  /** Absent when it is to be built. */
  readonly found?: PreparedEngine;
}

/**
 * Finds engines of fitting versions on this machine, or builds them by Go: once, into a cache outside the checkout.
 * Of several processes that want to build one does, and the others wait for it.
 *
 * @returns the absolute path of each
 * @throws EngineError in a sentence that says what to do
 */
export async function prepareEngines<P extends EngineProgram>(
  programs: readonly P[],
  options: EngineOptions,
): Promise<Engines<P>> {
  const prepared = await prepareEngineTable(programs, options);
  return Object.fromEntries(prepared.map(({ program, path }) => [program, path])) as Engines<P>;
}

/** As {@link prepareEngines}, with versions, places and sizes. */
export async function prepareEngineTable(
  programs: readonly EngineProgram[],
  options: EngineOptions,
): Promise<PreparedEngine[]> {
  const { report, signal, environment = process.env } = options;
  const workshop = await openWorkshop(options);
  const located = await locate(programs, workshop, options);
  const missing = located.filter(({ found }) => !found).map(({ engine }) => engine);
  let built: ReadonlyMap<Engine, BuiltEngine> = new Map();
  if (missing.length > 0) {
    const go = await workshop.go();
    const sources = await Promise.all(missing.map(({ module }) => workshop.source(module)));
    const fitting = requireGo(
      go,
      sources.map(({ goMod }) => goVersionOf(goMod)).reduce(newer),
      missing.map(({ program }) => program).join(', '),
    );
    const orders: Order[] = missing.map((engine, index) => {
      const source = sources[index];
      if (!source) throw new Error(`${engine.program} has no source`);
      return { engine, source, directory: builtDirectory(workshop.cache, source, fitting.version) };
    });
    built = await buildEngines(orders, {
      go: fitting,
      sdk: workshop.sdk,
      environment,
      report,
      ...(signal && { signal }),
    });
  }
  return located.map(({ engine, found }) => {
    const one = built.get(engine);
    const prepared = found ?? (one && { ...one, program: engine.program, from: builtHere });
    if (!prepared) throw new EngineError(`${engine.program} was not built.`);
    return prepared;
  });
}

/** Says which engines there are, and builds none. */
export async function locateEngines(
  programs: readonly EngineProgram[],
  options: EngineOptions,
): Promise<LocatedEngine[]> {
  return locate(programs, await openWorkshop(options), options);
}

const builtHere = 'built by Go';

/** What builds need, read when it is first asked for. */
interface Workshop {
  readonly sdk: SdkVersions;
  readonly cache: string;
  go(): Promise<Go | undefined>;
  source(module: EngineModule): Promise<ModuleSource>;
}

async function openWorkshop({
  signal,
  environment = process.env,
}: EngineOptions): Promise<Workshop> {
  const sdk = await sdkVersions();
  const sources = new Map<EngineModule, Promise<ModuleSource>>();
  let go: Promise<Go | undefined> | undefined;
  return {
    sdk,
    cache: await cacheDirectory(environment),
    go: () => {
      go ??= findGo(environment, signal);
      return go;
    },
    source: (module) => {
      const source = sources.get(module) ?? moduleSource(module, sdk);
      sources.set(module, source);
      return source;
    },
  };
}

function locate(
  programs: readonly EngineProgram[],
  workshop: Workshop,
  { report, signal, environment = process.env }: EngineOptions,
): Promise<LocatedEngine[]> {
  const inOrder = enginePrograms.filter((program) => programs.includes(program));
  return Promise.all(
    inOrder.map(async (program): Promise<LocatedEngine> => {
      const engine = engineOf(program, workshop.sdk);
      const elsewhere = await findEngine(engine, {
        environment,
        report,
        ...(signal && { signal }),
      });
      if (elsewhere) {
        const { size } = await stat(elsewhere.path);
        return { engine, found: { ...elsewhere, program, bytes: size } };
      }
      const [source, go] = await Promise.all([workshop.source(engine.module), workshop.go()]);
      const directory = go
        ? builtDirectory(workshop.cache, source, go.version)
        : await anyBuiltDirectory(workshop.cache, source);
      const built = directory === undefined ? undefined : await readBuilt(directory, engine);
      if (built === undefined || built === 'broken') return { engine };
      return { engine, found: { ...built, program, from: builtHere } };
    }),
  );
}

function newer(a: Version, b: Version): Version {
  return isAtLeast(a, b) ? a : b;
}
