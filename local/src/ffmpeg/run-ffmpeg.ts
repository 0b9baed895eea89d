import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { Binary } from './binaries.ts';
import { childEnvironment } from './input.ts';

/** The progress that ffmpeg reports about twice a second. */
export interface FfmpegProgress {
  /** Frames of the first video output so far. */
  readonly frame: number;
}

export interface FfmpegRun {
  readonly binary: Binary;
  readonly args: readonly string[];
  /** Where relative names in the arguments lie; by default where this process runs. */
  readonly directory?: string;
  /** Stops it at once. */
  readonly signal: AbortSignal;
  readonly onStart?: (pid: number) => void;
  readonly onProgress?: (progress: FfmpegProgress) => void;
  /** Seconds without any new frame or byte after which it counts as hung. */
  readonly stallSeconds?: number;
}

/** ffmpeg ended badly; the message is the last thing it said. */
export class FfmpegError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FfmpegError';
  }
}

const defaultStallSeconds = 120;
const stderrTailBytes = 8 * 1024;

/**
 * Runs ffmpeg to its end, at low priority so that the pages stay quick meanwhile.
 *
 * @throws FfmpegError when it fails or hangs; the signal's reason when it was aborted
 */
export async function runFfmpeg(run: FfmpegRun): Promise<void> {
  run.signal.throwIfAborted();
  const child = spawn(
    run.binary.path,
    [
      '-nostdin',
      '-hide_banner',
      '-loglevel',
      'error',
      '-nostats',
      '-progress',
      'pipe:1',
      ...run.args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: childEnvironment(), cwd: run.directory },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const kill = () => child.kill('SIGKILL');
  run.signal.addEventListener('abort', kill, { once: true });

  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrTailBytes);
  });
  let stalled = false;
  const stallMs = (run.stallSeconds ?? defaultStallSeconds) * 1000;
  const watchdog = setTimeout(() => {
    stalled = true;
    kill();
  }, stallMs);
  watchProgress(child.stdout, (progress, moved) => {
    if (moved) watchdog.refresh();
    run.onProgress?.(progress);
  });

  try {
    if (child.pid !== undefined) {
      lowerPriority(child.pid);
      run.onStart?.(child.pid);
    }
    const code = await ended;
    run.signal.throwIfAborted();
    if (stalled) throw new FfmpegError(`ffmpeg made no progress for ${stallMs / 1000} seconds`);
    if (code !== 0) throw new FfmpegError(lastLine(stderr) ?? `ffmpeg ended with code ${code}`);
  } finally {
    clearTimeout(watchdog);
    run.signal.removeEventListener('abort', kill);
    if (child.exitCode === null && child.signalCode === null) kill();
  }
}

function watchProgress(
  stdout: NodeJS.ReadableStream,
  report: (progress: FfmpegProgress, moved: boolean) => void,
): void {
  let block = new Map<string, string>();
  let last = '';
  createInterface({ input: stdout }).on('line', (line) => {
    const separator = line.indexOf('=');
    const key = line.slice(0, separator);
    const value = line.slice(separator + 1).trim();
    block.set(key, value);
    if (key !== 'progress') return;
    const state = `${block.get('frame')} ${block.get('out_time')} ${block.get('drop_frames')}`;
    report({ frame: Number(block.get('frame') ?? 0) || 0 }, state !== last);
    last = state;
    block = new Map();
  });
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It may have ended already; priority is a courtesy, not a need.
  }
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '');
}
