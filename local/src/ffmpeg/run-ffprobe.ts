import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Binary } from './binaries.ts';
import { childEnvironment, untrustedInput } from './input.ts';

const execute = promisify(execFile);

/** The members of ffprobe's JSON that are read here. Numbers come as text, ratios as `a/b`, `a:b`. */
export interface FfprobeStream {
  readonly index: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly field_order?: string;
  readonly bits_per_raw_sample?: string;
  readonly sample_aspect_ratio?: string;
  readonly r_frame_rate?: string;
  readonly avg_frame_rate?: string;
  readonly nb_frames?: string;
  readonly color_transfer?: string;
  readonly color_primaries?: string;
  readonly color_space?: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly bit_rate?: string;
  readonly channels?: number;
  readonly sample_rate?: string;
  readonly disposition?: { readonly attached_pic?: number };
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

export interface FfprobeResult {
  readonly streams: readonly FfprobeStream[];
  readonly format: {
    readonly format_name?: string;
    readonly start_time?: string;
    readonly duration?: string;
    readonly bit_rate?: string;
  };
}

/** ffprobe could not read the file; the message says what it said. */
export class UnreadableFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableFileError';
  }
}

const timeoutMs = 60_000;
const maxOutputBytes = 8 * 1024 * 1024;

/**
 * What is in a file, as ffprobe tells.
 *
 * @throws UnreadableFileError for anything that is not media of a known kind
 */
export async function runFfprobe(binary: Binary, path: string): Promise<FfprobeResult> {
  const args = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams'];
  try {
    const { stdout } = await execute(binary.path, [...args, ...untrustedInput(path)], {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: maxOutputBytes,
      env: childEnvironment(),
    });
    const parsed = JSON.parse(stdout) as Partial<FfprobeResult>;
    return { streams: parsed.streams ?? [], format: parsed.format ?? {} };
  } catch (error) {
    const { stderr, killed } = error as { stderr?: string; killed?: boolean };
    if (killed)
      throw new UnreadableFileError(`reading it took longer than ${timeoutMs / 1000} seconds`);
    const said = stderr?.trim().split('\n').at(-1) ?? '';
    // The file's local path means nothing to the person who uploaded it.
    throw new UnreadableFileError(said.replaceAll(`file:${path}`, 'the file') || 'unknown format');
  }
}
