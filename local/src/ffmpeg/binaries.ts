import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A program and what it needs in its environment. */
export interface Binary {
  readonly path: string;
  /** Major version; 0 where it does not say (a build from the development branch). */
  readonly major: number;
}

export interface Binaries {
  readonly ffmpeg: Binary;
  readonly ffprobe: Binary;
}

/** Older ones lack security fixes that matter for files from strangers. */
const oldestMajor = 5;
const versionTimeoutMs = 30_000;

/**
 * Finds ffmpeg and ffprobe, each by itself: `FFMPEG_PATH` and `FFPROBE_PATH`, else the one on PATH
 * if it is version 5 or newer, else the one that npm installed.
 *
 * @throws Error that says which is missing and how to name one
 */
export async function findBinaries(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Binaries> {
  const [ffmpeg, ffprobe] = await Promise.all([
    find('ffmpeg', environment.FFMPEG_PATH, async () => {
      const { default: installed } = await import('@ffmpeg-installer/ffmpeg');
      return installed.path;
    }),
    find('ffprobe', environment.FFPROBE_PATH, async () => {
      const { default: installed } = await import('@ffprobe-installer/ffprobe');
      return installed.path;
    }),
  ]);
  return { ffmpeg, ffprobe };
}

async function find(
  name: string,
  chosen: string | undefined,
  installed: () => Promise<string>,
): Promise<Binary> {
  const variable = `${name.toUpperCase()}_PATH`;
  if (chosen) {
    const binary = await versionOf(chosen);
    if (!binary) throw new Error(`${variable} is ${chosen}, which does not run as ${name}`);
    return binary;
  }
  const onPath = await versionOf(name);
  if (onPath && onPath.major >= oldestMajor) return onPath;
  const path = await installed().catch(() => undefined);
  const binary = path ? await versionOf(path) : undefined;
  if (!binary) {
    throw new Error(
      `${name} was not found: run npm ci again, or set ${variable} to ${name} ${oldestMajor} or newer`,
    );
  }
  return binary;
}

async function versionOf(path: string): Promise<Binary | undefined> {
  try {
    const { stdout } = await execute(path, ['-version'], { timeout: versionTimeoutMs });
    const match = /^\w+ version n?(\d+)\./.exec(stdout);
    return { path, major: match ? Number(match[1]) : 0 };
  } catch {
    return undefined;
  }
}
