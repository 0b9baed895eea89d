import { recordingsPrefix } from '@tidecast/platform/storage/bucket-layout';

/** How IVS lays a recording out in its bucket (IVS User Guide, "Auto-Record to Amazon S3"). */
export interface Recording {
  /** Ends in a slash, as all of these do. */
  readonly prefix: string;
  /** Last part of the channel's ARN. */
  readonly ivsId: string;
  /** To the minute, in Unix milliseconds. */
  readonly startedAt: number;
  readonly hls: string;
  readonly thumbnails: string;
}

/** Written last, when everything else is there; after a failure too. */
const endMarker = /^(.*\/)events\/recording-(?:ended|failed)\.json$/;

/** Account, channel, year, month, day, hour, minute, recording. */
const layout = new RegExp(
  String.raw`^${recordingsPrefix}\d+/([^/]+)/(\d+)/(\d+)/(\d+)/(\d+)/(\d+)/[^/]+/?$`,
);

/** @returns undefined for anything that is not a recording's prefix */
export function recordingAt(prefix: string): Recording | undefined {
  const match = layout.exec(prefix);
  if (!match) return undefined;
  const [, ivsId = '', ...numbers] = match;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = numbers.map(Number);
  const whole = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return {
    prefix: whole,
    ivsId,
    startedAt: Date.UTC(year, month - 1, day, hour, minute),
    hls: `${whole}media/hls/`,
    thumbnails: `${whole}media/thumbnails/`,
  };
}

/** The prefix of a finished recording, from the key of its end marker. */
export function endedRecording(key: string): string | undefined {
  return endMarker.exec(key)?.[1];
}

/** When a recording began, from `events/recording-started.json`; undefined if it does not say. */
export function recordingStart(document: string): number | undefined {
  try {
    const parsed: unknown = JSON.parse(document);
    const noted =
      typeof parsed === 'object' && parsed !== null
        ? Reflect.get(parsed, 'recording_started_at')
        : undefined;
    const at = typeof noted === 'string' ? Date.parse(noted) : Number.NaN;
    return Number.isNaN(at) ? undefined : at;
  } catch {
    return undefined;
  }
}
