import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { childEnvironment } from '../ffmpeg/input.ts';

const timeoutMs = 30_000;

/**
 * The first picture of a piece of MPEG-TS, as a JPEG.
 *
 * @throws when ffmpeg makes none of it
 */
export async function makeThumbnail(ffmpegPath: string, segment: Buffer): Promise<Buffer> {
  const child = spawn(
    ffmpegPath,
    [
      ...['-hide_banner', '-loglevel', 'error', '-f', 'mpegts', '-i', 'pipe:0', '-an'],
      ...['-frames:v', '1', '-q:v', '4', '-f', 'image2pipe', '-c:v', 'mjpeg', 'pipe:1'],
    ],
    { stdio: ['pipe', 'pipe', 'ignore'], env: childEnvironment(), timeout: timeoutMs },
  );
  // It reads no further than it must, and closes its input early.
  child.stdin.on('error', () => {});
  child.stdin.end(segment);
  const [picture] = await Promise.all([buffer(child.stdout), once(child, 'exit')]);
  if (picture.length === 0) throw new Error('ffmpeg made no picture');
  return picture;
}
