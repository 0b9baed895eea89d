import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { findBinaries } from '../../local/src/ffmpeg/binaries.ts';

const execute = promisify(execFile);
const limitMs = 120_000;

/** A film to upload: moving picture and a tone, H.264 and AAC. */
export async function makeClip(
  path: string,
  options: { seconds: number; width?: number; height?: number; paddingBytes?: number },
): Promise<void> {
  const { seconds, width = 1280, height = 720, paddingBytes = 0 } = options;
  const { ffmpeg } = await findBinaries();
  const picture = `testsrc2=s=${width}x${height}:r=30:d=${seconds}`;
  await execute(
    ffmpeg.path,
    [
      ...['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', picture],
      ...['-f', 'lavfi', '-i', `sine=f=330:d=${seconds}`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
      ...['-shortest', '-movflags', '+faststart', path],
    ],
    { timeout: limitMs },
  );
  if (paddingBytes > 0) await appendFile(path, freeBox(paddingBytes));
}

/** A box that players skip (ISO/IEC 14496-12, "Free space box"): a large file of a short film. */
function freeBox(size: number): Buffer {
  const box = Buffer.alloc(size);
  box.writeUInt32BE(size, 0);
  box.write('free', 4, 'latin1');
  return box;
}
