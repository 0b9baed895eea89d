import type { Binary } from '../ffmpeg/binaries.ts';
import { untrustedInput } from '../ffmpeg/input.ts';
import type { CaptureTarget, HlsTarget, InputStreams, JobPlan } from './encode-plan.ts';
import { filterGraph } from './filter-graph.ts';

export interface EncoderOptions {
  readonly binary: Binary;
  /** x264's preset for every output; by default it follows QualityTuningLevel. */
  readonly preset?: string | undefined;
}

/**
 * Time is dear on one machine and its disk is not: at the same factor `superfast` looks no worse
 * than `veryfast`, needs a fifth less time and half as many bits again.
 */
const presets = { SINGLE_PASS: 'ultrafast', SINGLE_PASS_HQ: 'superfast' } as const;
const profiles = { BASELINE: 'baseline', MAIN: 'main', HIGH: 'high' } as const;
/** Frames a second for which the longest GOP is still counted in seconds, not cut by x264. */
const highestFrameRate = 120;
const sampleRate = 48_000;

/** The one ffmpeg command that makes every output of a job; to be run in its work directory. */
export function ffmpegArguments(
  plan: JobPlan,
  input: InputStreams,
  inputPath: string,
  options: EncoderOptions,
): string[] {
  return [
    '-y',
    ...untrustedInput(inputPath, plan.autorotate ? [] : ['-noautorotate']),
    ...['-filter_complex', filterGraph(plan, input)],
    ...sameSound(plan.hls.targets).flatMap((targets) =>
      hlsArguments(targets, plan, input, options),
    ),
    ...plan.captures.flatMap((target) => captureArguments(target, options)),
  ];
}

/** Name of the list that ffmpeg keeps of the finished segments of a target. */
export function workPlaylist({ id }: HlsTarget): string {
  return `${id}.m3u8`;
}

/** Name of the picture that ffmpeg writes for a capture. */
export function workCapture({ id }: CaptureTarget, index: number): string {
  return `${id}.${String(index).padStart(7, '0')}.jpg`;
}

/** Targets that share their sound, which is then encoded once for all of them. */
function sameSound(targets: readonly HlsTarget[]): HlsTarget[][] {
  const sound = ({ settings }: HlsTarget) => JSON.stringify(settings.audioDescriptions ?? []);
  return [...Map.groupBy(targets, sound).values()];
}

function hlsArguments(
  targets: readonly HlsTarget[],
  { hls }: JobPlan,
  input: InputStreams,
  options: EncoderOptions,
): string[] {
  const audio = targets[0]?.settings.audioDescriptions?.[0]?.codecSettings.aacSettings;
  const heard = audio !== undefined && input.audioIndex !== undefined;
  const { gopSeconds } = hls;
  return [
    ...targets.flatMap(({ id }) => ['-map', `[${id}]`]),
    ...(heard
      ? [
          ...['-map', `0:${input.audioIndex}`, '-af', audioFilters(input.end)],
          ...['-c:a', 'aac', '-b:a', String(audio.bitrate), '-ar', String(sampleRate), '-ac', '2'],
        ]
      : []),
    ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
    ...targets.flatMap((target, index) => rungArguments(target, index, options)),
    ...['-colorspace', input.colours.space, '-color_primaries', input.colours.primaries],
    ...['-color_trc', input.colours.curve],
    ...['-force_key_frames', keyframeEvery(gopSeconds)],
    ...['-g', String(Math.ceil(gopSeconds * highestFrameRate)), '-sc_threshold', '0'],
    ...['-flags', '+cgop', ...constantRate(options.binary)],
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-max_muxing_queue_size', '4096'],
    ...[
      '-f',
      'tee',
      targets.map((target, index) => hlsBranch(target, index, hls, heard)).join('|'),
    ],
  ];
}

/** Options of one picture among those of an output. */
function rungArguments({ settings }: HlsTarget, index: number, options: EncoderOptions): string[] {
  const h264 = settings.videoDescription.codecSettings.h264Settings;
  const values = {
    preset: options.preset ?? presets[h264.qualityTuningLevel ?? 'SINGLE_PASS_HQ'],
    profile: profiles[h264.codecProfile ?? 'HIGH'],
    crf: constantRateFactor(h264.qvbrSettings.qvbrQualityLevel),
    maxrate: h264.maxBitrate,
    bufsize: h264.hrdBufferSize || 2 * h264.maxBitrate,
  };
  return Object.entries(values).flatMap(([name, value]) => [`-${name}:v:${index}`, String(value)]);
}

/** A branch of the tee: one picture with the sound, as HLS (ffmpeg-formats, "tee"). */
function hlsBranch(target: HlsTarget, index: number, hls: JobPlan['hls'], heard: boolean): string {
  const options = [
    // Quoted for the list of branches, then for the list of streams.
    `select=\\'v\\:${index}${heard ? ',a' : ''}\\'`,
    'f=hls',
    `hls_time=${hls.segmentSeconds}`,
    'hls_list_size=0',
    'hls_playlist_type=event',
    'hls_flags=temp_file',
    'start_number=1',
    `hls_segment_filename=${target.id}_%05d.ts`,
  ];
  return `[${options.join(':')}]${workPlaylist(target)}`;
}

function captureArguments(target: CaptureTarget, { binary }: EncoderOptions): string[] {
  const settings = target.settings.videoDescription.codecSettings.frameCaptureSettings;
  return [
    ...['-map', `[${target.id}]`, '-frames:v', String(settings.maxCaptures)],
    ...['-q:v', String(jpegQuantiser(settings.quality ?? 80)), ...constantRate(binary)],
    ...['-f', 'image2', '-start_number', '0', `${target.id}.%07d.jpg`],
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
