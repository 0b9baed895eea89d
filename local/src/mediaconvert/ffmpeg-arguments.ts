import { join } from 'node:path';
import type { Binary } from '../ffmpeg/binaries.ts';
import { untrustedInput } from '../ffmpeg/input.ts';
import type { CaptureTarget, HlsTarget, InputStreams, JobPlan } from './encode-plan.ts';
import { filterGraph } from './filter-graph.ts';

export interface EncodeFiles {
  readonly inputPath: string;
  readonly workDir: string;
}

export interface EncoderOptions {
  readonly binary: Binary;
  /** x264's preset for every output; by default it follows QualityTuningLevel. */
  readonly preset?: string | undefined;
}

const presets = { SINGLE_PASS: 'superfast', SINGLE_PASS_HQ: 'veryfast' } as const;
const profiles = { BASELINE: 'baseline', MAIN: 'main', HIGH: 'high' } as const;
/** Frames a second for which the longest GOP is still counted in seconds, not cut by x264. */
const highestFrameRate = 120;
const sampleRate = 48_000;

/** The one ffmpeg command that makes every output of a job. */
export function ffmpegArguments(
  plan: JobPlan,
  input: InputStreams,
  files: EncodeFiles,
  options: EncoderOptions,
): string[] {
  return [
    '-y',
    ...untrustedInput(files.inputPath, plan.autorotate ? [] : ['-noautorotate']),
    ...['-filter_complex', filterGraph(plan, input)],
    ...plan.hls.targets.flatMap((target) => hlsArguments(target, plan, input, files, options)),
    ...plan.captures.flatMap((target) => captureArguments(target, files, options)),
  ];
}

/** Where ffmpeg lists the finished segments of a target. */
export function workPlaylist(workDir: string, { id }: HlsTarget): string {
  return join(workDir, `${id}.m3u8`);
}

/** Where ffmpeg writes a capture. */
export function workCapture(workDir: string, { id }: CaptureTarget, index: number): string {
  return join(workDir, `${id}.${String(index).padStart(7, '0')}.jpg`);
}

function hlsArguments(
  target: HlsTarget,
  { hls }: JobPlan,
  input: InputStreams,
  { workDir }: EncodeFiles,
  options: EncoderOptions,
): string[] {
  const { videoDescription, audioDescriptions } = target.settings;
  const settings = videoDescription.codecSettings.h264Settings;
  const audio = audioDescriptions?.[0]?.codecSettings.aacSettings;
  const preset = options.preset ?? presets[settings.qualityTuningLevel ?? 'SINGLE_PASS_HQ'];
  const { gopSeconds } = hls;
  return [
    ...['-map', `[${target.id}]`],
    ...(audio && input.audioIndex !== undefined
      ? [
          ...['-map', `0:${input.audioIndex}`, '-af', audioFilters(input.end)],
          ...['-c:a', 'aac', '-b:a', String(audio.bitrate), '-ar', String(sampleRate), '-ac', '2'],
        ]
      : []),
    ...['-c:v', 'libx264', '-preset', preset],
    ...['-profile:v', profiles[settings.codecProfile ?? 'HIGH'], '-pix_fmt', 'yuv420p'],
    ...['-colorspace', input.colours.space, '-color_primaries', input.colours.primaries],
    ...['-color_trc', input.colours.curve],
    ...['-crf', String(constantRateFactor(settings.qvbrSettings.qvbrQualityLevel))],
    ...['-maxrate', String(settings.maxBitrate)],
    ...['-bufsize', String(settings.hrdBufferSize || 2 * settings.maxBitrate)],
    ...['-force_key_frames', keyframeEvery(gopSeconds)],
    ...['-g', String(Math.ceil(gopSeconds * highestFrameRate)), '-sc_threshold', '0'],
    ...['-flags', '+cgop', ...constantRate(options.binary)],
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-max_muxing_queue_size', '4096'],
    ...['-f', 'hls', '-hls_time', String(hls.segmentSeconds), '-hls_list_size', '0'],
    ...['-hls_playlist_type', 'event', '-hls_flags', 'temp_file', '-start_number', '1'],
    ...['-hls_segment_filename', join(workDir, `${target.id}_%05d.ts`)],
    workPlaylist(workDir, target),
  ];
}

function captureArguments(
  target: CaptureTarget,
  { workDir }: EncodeFiles,
  { binary }: EncoderOptions,
): string[] {
  const settings = target.settings.videoDescription.codecSettings.frameCaptureSettings;
  return [
    ...['-map', `[${target.id}]`, '-frames:v', String(settings.maxCaptures)],
    ...['-q:v', String(jpegQuantiser(settings.quality ?? 80)), ...constantRate(binary)],
    ...['-f', 'image2', '-start_number', '0', join(workDir, `${target.id}.%07d.jpg`)],
  ];
}

/**
 * Sound without gaps and exactly as long as the picture: players stop where either of the two ends.
 */
function audioFilters(end: number | undefined): string {
  const continuous = `aresample=${sampleRate}:async=1:first_pts=0`;
  if (end === undefined) return continuous;
  return `${continuous},apad=whole_len=${Math.round(end * sampleRate)},atrim=end=${end}`;
}

/** The option's name changed, and the old one is going away. */
function constantRate({ major }: Binary): string[] {
  return [major >= 6 ? '-fps_mode' : '-vsync', 'cfr'];
}

/**
 * Counted from the last keyframe, so that the pattern is the same in every output and whole
 * numbers of frames; the microsecond forgives rounding of times such as 180 thirtieths.
 */
function keyframeEvery(seconds: number): string {
  return `expr:isnan(prev_forced_t)+gte(t,prev_forced_t+${seconds}-0.000001)`;
}

/** Our own scale, two steps of x264 to one of MediaConvert: 8 gives 20, visually clean at 1080p. */
function constantRateFactor(qvbrQualityLevel: number): number {
  return 36 - 2 * qvbrQualityLevel;
}

/** ffmpeg's 2 (best) to 31 (worst) for MediaConvert's 100 to 1. */
function jpegQuantiser(quality: number): number {
  return Math.max(2, Math.round(31 - quality * 0.29));
}
