import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Engine, type EngineModule, linkFlags, type SdkVersions } from './catalogue.ts';
import { EngineError, messageOf } from './engine-error.ts';
import { isProgram } from './programs.ts';
import { spoken, type Version, version } from './versions.ts';

/** The pinned modules in the tree. */
export const modulesDirectory = fileURLToPath(new URL('../../engines/', import.meta.url));

/** Digits of a hash that tell modules apart in the names of folders. */
const hashLength = 12;

/** What is known of a module before it is built. */
export interface ModuleSource {
  readonly module: EngineModule;
  readonly directory: string;
  readonly goMod: string;
  readonly flags: string;
  /** Of all that decides what comes out of a build, except Go itself. */
  readonly hash: string;
}

/** An engine that is kept. */
export interface BuiltEngine {
  readonly path: string;
  readonly version: Version;
  /** Of the program. */
  readonly bytes: number;
  /** What its build took. */
  readonly seconds: number;
}

/** Caches are shared by mounts at times: an engine runs on one kind of machine. */
const platform = `${process.platform}-${process.arch}`;

const record = z.object({
  version: z.string(),
  bytes: z.number().int(),
  seconds: z.number(),
});

/**
 * Where the rehearsal keeps what it need not make twice: `tidecast` in the folder of XDG_CACHE_HOME, or in ~/.cache.
 *
 * @throws EngineError when it cannot be written
 */
export async function cacheDirectory(environment: NodeJS.ProcessEnv): Promise<string> {
  const base = environment.XDG_CACHE_HOME;
  // A relative one is to be ignored, says the standard of these variables.
  const directory = join(
    base && isAbsolute(base) ? base : join(environment.HOME ?? homedir(), '.cache'),
    'tidecast',
  );
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (error) {
    throw new EngineError(
      `Engines cannot be kept in ${directory} (${messageOf(error)}): make it writable, or name another folder by XDG_CACHE_HOME.`,
    );
  }
  return directory;
}

/** Reads a pinned module. */
export async function moduleSource(module: EngineModule, sdk: SdkVersions): Promise<ModuleSource> {
  const directory = join(modulesDirectory, module);
  const files = (await readdir(directory))
    .filter((name) => /^go\.(mod|sum)$|\.go$/.test(name))
    .sort();
  const texts = await Promise.all(files.map((name) => readFile(join(directory, name), 'utf8')));
  const goMod = texts[files.indexOf('go.mod')] ?? '';
  const flags = linkFlags(module, goMod, sdk);
  const hash = createHash('sha256').update(JSON.stringify([files, texts, flags]));
  return { module, directory, goMod, flags, hash: hash.digest('hex').slice(0, hashLength) };
}

/**
 * The folder for what a Go builds out of a module.
 *
 * @param cache - as {@link cacheDirectory} gives it
 */
export function builtDirectory(
  cache: string,
  { module, hash }: Pick<ModuleSource, 'module' | 'hash'>,
  go: Version,
): string {
  return join(cache, 'engines', module, `${hash}-${platform}-go${spoken(go)}`);
}

/** As {@link builtDirectory}, where there is no Go: whichever has built it, if any. */
export async function anyBuiltDirectory(
  cache: string,
  { module, hash }: Pick<ModuleSource, 'module' | 'hash'>,
): Promise<string | undefined> {
  const all = join(cache, 'engines', module);
  const names = await readdir(all).catch(() => []);
  const found = names.find((name) => name.startsWith(`${hash}-${platform}-`));
  return found === undefined ? undefined : join(all, found);
}

/** @returns undefined when it is not there, or `broken` when not whole: its build or its disk came to a sudden end */
export async function readBuilt(
  directory: string,
  { program }: Pick<Engine, 'program'>,
): Promise<BuiltEngine | 'broken' | undefined> {
  const path = join(directory, program);
  const [text, file] = await Promise.all([
    readFile(recordOf(path), 'utf8').catch(() => undefined),
    stat(path).catch(() => undefined),
  ]);
  if (!file) return undefined;
  const kept = text === undefined ? undefined : record.safeParse(parsed(text)).data;
  if (kept?.bytes !== file.size || !(await isProgram(path))) return 'broken';
  return { path, bytes: kept.bytes, seconds: kept.seconds, version: version(kept.version) };
}

/** Keeps a program that has been built under a name of its own; from then on it is whole, and not before. */
export async function keepBuilt(
  directory: string,
  { program }: Pick<Engine, 'program'>,
  built: BuiltEngine,
): Promise<BuiltEngine> {
  const path = join(directory, program);
  await rm(recordOf(path), { force: true });
  // On the disk before it has its name, or a loss of power could leave the name alone.
  const file = await open(built.path, 'r');
  await file.sync().finally(() => file.close());
  await rename(built.path, path);
  const { bytes, seconds } = built;
  await writeFile(
    recordOf(path),
    JSON.stringify({ version: spoken(built.version), bytes, seconds }),
  );
  return { ...built, path };
}

function recordOf(path: string): string {
  return `${path}.json`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
