import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * What an uploaded file may be. Without the two lists a playlist or an SVG named `.mp4` would make
 * ffmpeg read other files of this machine, or the network, and show them in the result.
 */
const protocols = 'file,pipe';
const formats =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,avi,flv,asf,ogg,mp3,wav,aac,flac,gif,mxf';

/** Arguments that open a file from a stranger; `options` are further ones for this input. */
export function untrustedInput(path: string, options: readonly string[] = []): string[] {
  return [
    ...['-protocol_whitelist', protocols, '-format_whitelist', formats],
    ...options,
    ...['-i', `file:${resolve(path)}`],
  ];
}

/**
 * The environment for ffmpeg and ffprobe. npm's static ffprobe crashes on every MPEG-TS file when
 * it loads the system's character-set modules: pointing it at an empty directory stops that.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  const empty = join(tmpdir(), 'tidecast-no-gconv');
  mkdirSync(empty, { recursive: true });
  return { ...process.env, GCONV_PATH: empty };
}
