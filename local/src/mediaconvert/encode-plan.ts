import { basename } from 'node:path';
import { AwsError } from '../aws/errors.ts';
import type { FfprobeResult, FfprobeStream } from '../ffmpeg/run-ffprobe.ts';
import {
  type CaptureOutputSettings,
  type CreateJobRequest,
  type HlsGroup,
  type HlsOutputSettings,
  isHlsGroup,
} from './job-schema.ts';
import { audioStream, decimal, ratio, trackDuration, videoStream } from './probe.ts';

export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** Directory and base name of an output group's files. */
export interface Destination {
  readonly bucket: string;
  readonly keyBase: string;
}

export interface HlsTarget {
  /** Of its files in the work directory. */
  readonly id: string;
  /** Of its files in the bucket, without ending. */
  readonly keyBase: string;
  readonly settings: HlsOutputSettings;
}

export interface CaptureTarget {
  readonly id: string;
  readonly bucket: string;
  readonly keyBase: string;
  readonly settings: CaptureOutputSettings;
}

/** What a job's settings ask for: everything that can be known without its input. */
export interface JobPlan {
  readonly input: Pick<Destination, 'bucket'> & { readonly key: string };
  readonly autorotate: boolean;
  readonly hls: Destination & {
    readonly segmentSeconds: number;
    readonly gopSeconds: number;
    readonly progressive: boolean;
    /** Frames are dropped down to this; undefined keeps the input's. */
    readonly frameRate: Ratio | undefined;
    readonly targets: readonly HlsTarget[];
  };
  readonly captures: readonly CaptureTarget[];
  /** The groups in the order of the request: COMPLETE lists them so. */
  readonly groups: readonly (
    | { readonly kind: 'hls' }
    | { readonly kind: 'captures'; readonly ids: readonly string[] }
  )[];
}

/** The input as the encoder needs it. */
export interface InputStreams {
  readonly videoIndex: number;
  readonly audioIndex: number | undefined;
  /** Seconds from the start of the file to the end of its picture; undefined when it is not said. */
  readonly end: number | undefined;
  /** Constant rate of the output where the job does not name one. */
  readonly frameRate: Ratio;
  readonly transfer: 'sdr' | 'pq' | 'hlg';
  readonly interlaced: boolean;
  /** Matrix, primaries and curve of the output, in ffmpeg's names. */
  readonly colours: { readonly space: string; readonly primaries: string; readonly curve: string };
}

/**
 * Reads the settings of an accepted request.
 *
 * @throws AwsError `BadRequestException` for combinations that the local encoder does not make
 */
export function planJob({ settings }: CreateJobRequest): JobPlan {
  const source = settings.inputs[0];
  const hlsGroups = settings.outputGroups.filter(isHlsGroup);
  const hlsGroup = hlsGroups[0];
  if (!source || !hlsGroup || hlsGroups.length > 1) {
    throw unsupported('Settings.OutputGroups: there must be exactly one HLS group');
  }
  const input = s3Location(source.fileInput);
  const selectors = Object.keys(source.audioSelectors ?? {});
  for (const { audioDescriptions = [] } of hlsGroup.outputs) {
    for (const { audioSourceName } of audioDescriptions) {
      if (!selectors.includes(audioSourceName)) {
        throw unsupported(`AudioSourceName: there is no audio selector ${audioSourceName}`);
      }
    }
  }
  const captures: CaptureTarget[] = [];
  const groups = settings.outputGroups.map((group): JobPlan['groups'][number] => {
    if (isHlsGroup(group)) return { kind: 'hls' };
    const { bucket, keyBase } = destination(
      group.outputGroupSettings.fileGroupSettings.destination,
      input.key,
    );
    const targets = group.outputs.map((output, index) => ({
      id: `c${captures.length + index}`,
      bucket,
      keyBase: keyBase + (output.nameModifier ?? ''),
      settings: output,
    }));
    captures.push(...targets);
    return { kind: 'captures', ids: targets.map(({ id }) => id) };
  });
  const plan: JobPlan = {
    input,
    autorotate: source.videoSelector?.rotate === 'AUTO',
    hls: planHls(hlsGroup, input.key),
    captures,
    groups,
  };
  const names = [...plan.hls.targets, ...captures].map(({ keyBase }) => keyBase);
  if (new Set(names).size < names.length) {
    throw unsupported('NameModifier: two outputs would write the same files');
  }
  return plan;
}

function planHls(group: HlsGroup, inputKey: string): JobPlan['hls'] {
  const settings = group.outputGroupSettings.hlsGroupSettings;
  const target = destination(settings.destination, inputKey);
  const [first, ...others] = group.outputs.map(timing);
  if (!first || others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) {
    throw unsupported('H264Settings: every output must have the same GopSize and frame rate');
  }
  if (settings.segmentLength % first.gopSeconds !== 0) {
    throw unsupported('SegmentLength: must be a multiple of GopSize');
  }
  return {
    ...target,
    segmentSeconds: settings.segmentLength,
    progressive: settings.progressiveWriteHlsManifest === 'ENABLED',
    ...first,
    targets: group.outputs.map((output, index) => ({
      id: `h${index}`,
      keyBase: target.keyBase + output.nameModifier,
      settings: output,
    })),
  };
}

function timing({ videoDescription }: HlsOutputSettings) {
  const settings = videoDescription.codecSettings.h264Settings;
  const { framerateControl, framerateNumerator, framerateDenominator } = settings;
  const specified = framerateControl === 'SPECIFIED';
  if (specified && !(framerateNumerator && framerateDenominator)) {
    throw unsupported('FramerateNumerator, FramerateDenominator: missing for SPECIFIED');
  }
  return {
    gopSeconds: settings.gopSize,
    frameRate:
      specified && framerateNumerator && framerateDenominator
        ? { numerator: framerateNumerator, denominator: framerateDenominator }
        : undefined,
  };
}

/** Undefined when there is no picture in it. */
export function readInput(probed: FfprobeResult): InputStreams | undefined {
  const video = videoStream(probed);
  if (!video) return undefined;
  const duration = trackDuration(video) ?? decimal(probed.format.duration);
  const delay = (decimal(video.start_time) ?? 0) - (decimal(probed.format.start_time) ?? 0);
  const transfer = hdrTransfer(video.color_transfer);
  return {
    videoIndex: video.index,
    audioIndex: audioStream(probed)?.index,
    end: duration === undefined ? undefined : Math.max(0, delay) + duration,
    frameRate: constantRate(video),
    transfer,
    interlaced: ['tt', 'bb', 'tb', 'bt'].includes(video.field_order ?? ''),
    colours: transfer === 'sdr' ? sdrColours(video) : bt709,
  };
}

/**
 * The rate to make a varying one constant with, as MediaConvert does: the file's base rate where it
 * is one, else (WebM counts in milliseconds) the usual rate that holds the mean.
 */
function constantRate(video: FfprobeStream): Ratio {
  const [base, mean] = [ratio(video.r_frame_rate), ratio(video.avg_frame_rate)];
  if (base && value(base) <= highestRate) return base;
  const needed = mean ? value(mean) - 0.5 : 30;
  return { numerator: usualRates.find((rate) => rate >= needed) ?? 60, denominator: 1 };
}

/** Frames a second; what is called 60 may be measured as a little more. */
const usualRates = [24, 25, 30, 50, 60];
const highestRate = 60.5;

function value({ numerator, denominator }: Ratio): number {
  return numerator / denominator;
}

function hdrTransfer(transfer: string | undefined): InputStreams['transfer'] {
  if (transfer === 'smpte2084') return 'pq';
  return transfer === 'arib-std-b67' ? 'hlg' : 'sdr';
}

const bt709 = { space: 'bt709', primaries: 'bt709', curve: 'bt709' } as const;
const bt601 = { space: 'smpte170m', primaries: 'smpte170m', curve: 'smpte170m' } as const;

/**
 * Untagged pictures are read by their size, small ones as BT.601: every rung says what the source
 * was, so that the colours do not change with the rung.
 */
function sdrColours(video: FfprobeStream): InputStreams['colours'] {
  const guess = Math.min(video.width ?? 0, video.height ?? 0) >= 720 ? bt709 : bt601;
  const known = (name: string | undefined, fallback: string) =>
    name && ['bt709', 'smpte170m', 'bt470bg'].includes(name) ? name : fallback;
  return {
    space: known(video.color_space, guess.space),
    primaries: known(video.color_primaries, guess.primaries),
    curve: known(video.color_transfer, guess.curve).replace('bt470bg', 'gamma28'),
  };
}

/** `s3://bucket/key`. */
export function s3Location(url: string): { bucket: string; key: string } {
  const match = /^s3:\/\/([^/]+)\/(.+)$/.exec(url);
  if (!match?.[1] || !match[2]) throw unsupported(`${url}: must be s3://bucket/key`);
  return { bucket: match[1], key: match[2] };
}

/** A destination that ends in a slash takes the input's name, as in AWS. */
function destination(url: string, inputKey: string): Destination {
  const { bucket, key } = s3Location(url);
  const name = key.endsWith('/') ? basename(inputKey).replace(/\.[^.]*$/, '') : '';
  return { bucket, keyBase: key + name };
}

function unsupported(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}
