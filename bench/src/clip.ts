import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ffmpeg, tone } from '../../e2e/src/bad-input/ffmpeg.ts';

/**
 * A 1080p30 H.264/AAC film of so many seconds, made once and kept in the system's temporary folder.
 * Its picture moves everywhere and carries grain, and it is coded with what cameras use (CABAC,
 * deblocking, B-frames), so that decoding and encoding it cost what a filmed one costs.
 */
export async function benchClip(ffmpegPath: string, seconds: number): Promise<string> {
  const path = join(tmpdir(), `tidecast-bench-1080p30-high-${seconds}s.mp4`);
  if (existsSync(path)) return path;
  // Written aside first: a run that was cut off must not leave half a film under the name.
  const unfinished = `${path}.${process.pid}`;
  const source = `testsrc2=size=1920x1080:rate=30:duration=${seconds}`;
  await ffmpeg(ffmpegPath, [
    ...['-f', 'lavfi', '-i', source, ...tone(seconds)],
    ...['-vf', 'noise=alls=4:allf=t', '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-profile:v', 'high'],
    ...['-b:v', '10M', '-maxrate', '12M', '-bufsize', '20M', '-pix_fmt', 'yuv420p'],
    ...['-g', '60', '-c:a', 'aac', '-b:a', '128k', '-movflags', '+faststart', '-f', 'mp4'],
    unfinished,
  ]);
  await rename(unfinished, path);
  return path;
}
