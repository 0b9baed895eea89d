import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from '../aws/errors.ts';
import type { Binaries } from '../ffmpeg/binaries.ts';
import { FfmpegError, runFfmpeg } from '../ffmpeg/run-ffmpeg.ts';
import { type FfprobeResult, runFfprobe, UnreadableFileError } from '../ffmpeg/run-ffprobe.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { type InputStreams, type JobPlan, readInput } from './encode-plan.ts';
import { ffmpegArguments, workCapture } from './ffmpeg-arguments.ts';
import { createHlsPublisher, type FinishedRendition, type HlsPublisher } from './hls-publisher.ts';

export type Phase = 'PROBING' | 'TRANSCODING' | 'UPLOADING';

/** Why a job ended in ERROR. Codes as MediaConvert documents them (User Guide, error codes). */
export class JobError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'JobError';
    this.code = code;
  }
}

/** The input is not there. */
const inputNotFound = 1404;
/** The input cannot be read or decoded. */
const inputUnusable = 1040;
/** The fault is on this side. */
const internalFault = 1999;

export interface TranscodeContext {
  readonly store: ObjectStore;
  readonly binaries: Binaries;
  readonly preset: string | undefined;
  readonly plan: JobPlan;
  /** Empty, and only this job's. */
  readonly workDir: string;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: Phase) => void;
  readonly onProbed: (probed: FfprobeResult) => void;
  readonly onStart: (pid: number) => void;
  readonly onProgress: (progress: { frame: number; percent: number }) => void;
}

export interface TranscodeResult {
  readonly renditions: readonly FinishedRendition[];
  /** Pictures that each capture target really made, by its id. */
  readonly captures: ReadonlyMap<string, number>;
}

/** How often finished segments are looked for: little work, and no wait that anybody sees. */
const pollMs = 150;
const jpegType = 'image/jpeg';

/**
 * Makes every output of a job and puts it into the store.
 *
 * @throws JobError with the reason for the job's owner; the signal's reason when it was aborted
 */
export async function transcode(context: TranscodeContext): Promise<TranscodeResult> {
  try {
    return await run(context);
  } catch (error) {
    context.signal.throwIfAborted();
    throw asJobError(error);
  }
}

async function run(context: TranscodeContext): Promise<TranscodeResult> {
  const { store, plan, workDir } = context;
  context.onPhase('PROBING');
  const object = store.head(plan.input.bucket, plan.input.key);
  if (!object) {
    throw new JobError(
      inputNotFound,
      `Unable to open input file [s3://${plan.input.bucket}/${plan.input.key}]: not found`,
    );
  }
  const probed = await runFfprobe(context.binaries.ffprobe, object.filePath);
  const input = readInput(probed);
  if (!input) throw new JobError(inputUnusable, 'The input has no video track');
  context.onProbed(probed);

  context.onPhase('TRANSCODING');
  const publisher = createHlsPublisher(store, plan, input, workDir);
  await encode(context, input, object.filePath, publisher);

  context.onPhase('UPLOADING');
  const captures = await importCaptures(context);
  const renditions = await publisher.finish();
  return { renditions, captures };
}

async function encode(
  context: TranscodeContext,
  input: InputStreams,
  inputPath: string,
  publisher: HlsPublisher,
): Promise<void> {
  const { plan, workDir, binaries, preset } = context;
  const rate = plan.hls.frameRate ?? input.frameRate;
  const frames = input.end ? (input.end * rate.numerator) / rate.denominator : undefined;
  const publishing = new AbortController();
  let running = true;
  const encoding = runFfmpeg({
    binary: binaries.ffmpeg,
    args: ffmpegArguments(plan, input, inputPath, { binary: binaries.ffmpeg, preset }),
    directory: workDir,
    signal: AbortSignal.any([context.signal, publishing.signal]),
    onStart: context.onStart,
    onProgress: ({ frame }) =>
      context.onProgress({ frame, percent: frames ? Math.min(99, (100 * frame) / frames) : 0 }),
  }).finally(() => {
    running = false;
  });
  try {
    while (running) {
      await Promise.race([encoding, delay(pollMs)]);
      if (running) await publisher.publish();
    }
    await encoding;
  } catch (error) {
    publishing.abort(error);
    await encoding.catch(() => undefined);
    throw error;
  }
}

async function importCaptures({ store, plan, workDir }: TranscodeContext) {
  const counts = new Map<string, number>();
  for (const target of plan.captures) {
    const { maxCaptures } = target.settings.videoDescription.codecSettings.frameCaptureSettings;
    let count = 0;
    while (count < maxCaptures) {
      const path = join(workDir, workCapture(target, count));
      if (!(await exists(path))) break;
      const key = `${target.keyBase}.${String(count).padStart(7, '0')}.jpg`;
      await store.importFile(target.bucket, key, path, { contentType: jpegType });
      count += 1;
    }
    counts.set(target.id, count);
  }
  return counts;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function asJobError(error: unknown): JobError {
  if (error instanceof JobError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const blamesInput =
    error instanceof FfmpegError ||
    error instanceof UnreadableFileError ||
    error instanceof AwsError;
  return new JobError(blamesInput ? inputUnusable : internalFault, message);
}
