import { totalDuration } from '@tidecast/hls/read-playlist';
import { mediaPlaylist, multivariantPlaylist } from '@tidecast/hls/write-playlist';
import type { Rung } from './ladder.ts';
import { frameRate } from './ladder.ts';
import type { RecordingFacts } from './stream-events.ts';

/** A finished segment of a recording. */
export interface RecordedSegment {
  /** Index of its rung. */
  readonly rung: number;
  readonly number: number;
  /** Seconds. */
  readonly duration: number;
  /** In bytes. */
  readonly size: number;
  /** When its first picture was taken, in Unix milliseconds. */
  readonly shownAt: number;
  /** Its timeline does not continue the one before. */
  readonly discontinuity: boolean;
}

/** What a recording is known by, from its start on. */
export interface RecordingRecord {
  readonly id: string;
  readonly channelArn: string;
  readonly channelName: string;
  /** The stream that is recorded now, or was last. */
  readonly streamId: string;
  /** All that were recorded, the first one first. */
  readonly streamIds: readonly string[];
  readonly bucket: string;
  /** Without a slash at its end. */
  readonly prefix: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly rungs: readonly Rung[];
  /** RFC 6381, by rung. */
  readonly codecs: readonly (readonly string[])[];
}

/** IVS's own folder for a recording: UTC, and no zero before a number. */
export function recordingPrefix(account: string, channelId: string, id: string, at: Date): string {
  const time = [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
  ];
  return ['ivs/v1', account, channelId, ...time, id].join('/');
}

export function segmentName(number: number): string {
  return `${number}.ts`;
}

export function recordedPlaylist(segments: readonly RecordedSegment[]): string {
  return mediaPlaylist({
    targetDuration: Math.max(1, ...segments.map(({ duration }) => Math.ceil(duration))),
    firstSegment: 0,
    ended: true,
    segments: segments.map(({ number, duration, shownAt, discontinuity }, index) => ({
      uri: segmentName(number),
      duration,
      discontinuity,
      // What follows without a break is dated by its durations.
      ...((discontinuity || index === 0) && { shownAt }),
    })),
  });
}

/** @param segments - of all rungs; a rung without any is left out */
export function recordedMaster(
  { rungs, codecs }: Pick<RecordingRecord, 'rungs' | 'codecs'>,
  segments: readonly RecordedSegment[],
): string {
  const variants = rungs.flatMap(({ name, width, height }, index) => {
    const own = segments.filter((segment) => segment.rung === index);
    if (own.length === 0) return [];
    const bits = own.reduce((sum, { size }) => sum + size * 8, 0);
    return [
      {
        uri: `${name}/playlist.m3u8`,
        width,
        height,
        bandwidth: Math.ceil(Math.max(...own.map(bitsPerSecond))),
        averageBandwidth: Math.ceil(bits / totalDuration(own)),
        codecs: codecs[index] ?? [],
        frameRate,
      },
    ];
  });
  return multivariantPlaylist(variants);
}

/** `events/recording-started.json` (IVS user guide, "Auto-Record to Amazon S3", JSON metadata). */
export function startedDocument(recording: RecordingRecord): object {
  return {
    version: 'v1',
    channel_arn: recording.channelArn,
    recording_started_at: new Date(recording.startedAt).toISOString(),
    recording_status: 'RECORDING_STARTED',
    recording_status_message: '',
    media: { hls: hlsDocument(recording), thumbnails: { path: 'media/thumbnails' } },
  };
}

/** `events/recording-ended.json`. */
export function endedDocument(
  recording: RecordingRecord,
  durationMs: number,
  thumbnailSize: { width: number; height: number },
): object {
  const { width: resolution_width, height: resolution_height } = thumbnailSize;
  return {
    version: 'v1',
    channel_arn: recording.channelArn,
    recording_started_at: new Date(recording.startedAt).toISOString(),
    recording_ended_at: new Date(recording.startedAt + durationMs).toISOString(),
    recording_status: 'RECORDING_ENDED',
    recording_status_message: '',
    media: {
      hls: { duration_ms: durationMs, ...hlsDocument(recording) },
      thumbnails: { path: 'media/thumbnails', resolution_height, resolution_width },
    },
  };
}

function hlsDocument({ rungs }: RecordingRecord): object {
  return {
    path: 'media/hls',
    playlist: 'master.m3u8',
    renditions: rungs.map(({ name, width, height }) => ({
      path: name,
      playlist: 'playlist.m3u8',
      resolution_height: height,
      resolution_width: width,
    })),
  };
}

function bitsPerSecond({ size, duration }: RecordedSegment): number {
  return (size * 8) / Math.max(duration, 0.01);
}

/** The facts of a recording that its events contain. */
export function factsOf(recording: RecordingRecord, durationMs: number): RecordingFacts {
  return {
    bucket: recording.bucket,
    prefix: recording.prefix,
    durationMs,
    sessionId: recording.id,
    streamIds: recording.streamIds,
  };
}
