import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { askVersion } from './ask-version.ts';
import type { Engine } from './catalogue.ts';
import { EngineError, messageOf } from './engine-error.ts';
import { findOnPath, isProgram } from './programs.ts';
import { spoken, type Version } from './versions.ts';

export interface FoundEngine {
  /** Absolute path. */
  readonly path: string;
  readonly version: Version;
  /** Where it was found, in a person's words. */
  readonly from: string;
}

export interface FindOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Is told of a program that is there and does not fit. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The environment's name for a folder of prebuilt engines. */
export const enginesVariable = 'TIDECAST_ENGINES';

/**
 * Looks for an engine of a fitting version that somebody else has built: in the folder of TIDECAST_ENGINES, then in
 * that of KUBEBUILDER_ASSETS, then on the PATH.
 *
 * @throws EngineError when the one in TIDECAST_ENGINES does not fit: it was named for this very use
 */
export async function findEngine(
  engine: Engine,
  options: FindOptions,
): Promise<FoundEngine | undefined> {
  const { environment, report, signal } = options;
  const { program, wanted, ask } = engine;
  for (const { from, path, mustFit } of await candidates(program, environment)) {
    let said: string;
    try {
      const version = await askVersion(path, ask, environment, signal);
      if (wanted.fits(version)) return { path, version, from };
      said = `is ${spoken(version)}`;
    } catch (error) {
      signal?.throwIfAborted();
      said = `cannot be used: ${messageOf(error)}`;
    }
    const refusal = `${path} (${from}) ${said}; ${program} ${wanted.said} is needed`;
    if (mustFit)
      throw new EngineError(
        `${refusal}: put that there, or take it out of the folder, and Go builds it.`,
      );
    report(`Not used: ${refusal}.`);
  }
  return undefined;
}

/**
 * The folder of TIDECAST_ENGINES.
 *
 * @throws EngineError when it is not a folder
 */
export async function enginesFolder(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folder = environment[enginesVariable];
  if (!folder) return undefined;
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new EngineError(
      `${enginesVariable} names ${folder}, which is no folder: name one that has the engines in it, or unset it, and Go builds them.`,
    );
  return resolve(folder);
}

interface Candidate {
  readonly from: string;
  readonly path: string;
  readonly mustFit: boolean;
}

async function candidates(program: string, environment: NodeJS.ProcessEnv): Promise<Candidate[]> {
  const named = await enginesFolder(environment);
  const assets = environment.KUBEBUILDER_ASSETS;
  const onPath = await findOnPath(program, environment);
  const all = [
    ...(named ? [{ from: enginesVariable, path: join(named, program), mustFit: true }] : []),
    ...(assets
      ? [{ from: 'KUBEBUILDER_ASSETS', path: resolve(assets, program), mustFit: false }]
      : []),
    ...(onPath ? [{ from: 'PATH', path: onPath, mustFit: false }] : []),
  ];
  const there = await Promise.all(all.map(({ path }) => isProgram(path)));
  return all.filter((_, index) => there[index]);
}
