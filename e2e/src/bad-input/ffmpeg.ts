import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Far more than the largest clip takes on two busy cores; a hung ffmpeg must not hang the suite. */
const longestRunMs = 120_000;

/** Runs ffmpeg quietly, overwriting its outputs. */
export async function ffmpeg(ffmpegPath: string, args: readonly string[]): Promise<void> {
  await run(ffmpegPath, ['-nostdin', '-v', 'error', '-y', ...args], { timeout: longestRunMs });
}

/** A moving test picture with a frame counter, as an input. */
export function picture(width: number, height: number, frameRate: number, seconds: number) {
  const source = `testsrc2=size=${width}x${height}:rate=${frameRate}:duration=${seconds}`;
  return ['-f', 'lavfi', '-i', source];
}

/** A 440 Hz tone, as an input. */
export function tone(seconds: number): string[] {
  return ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`];
}
