import type { Estimate, Visibility } from '../../../shared/api/types.ts';
import { plainName } from './check-file.ts';
import type { VideoFacts } from './read-video-file.ts';

/**
 * `reading → ready → waiting → sending ⇄ paused → finishing → done`; `failed` from anywhere after
 * `waiting`, and back by trying again.
 */
export type UploadState =
  | 'reading'
  | 'ready'
  | 'waiting'
  | 'sending'
  | 'paused'
  | 'finishing'
  | 'done'
  | 'failed';

/** One file on its way to becoming a video. */
export interface UploadItem {
  readonly key: string;
  readonly file: File;
  readonly title: string;
  readonly visibility: Visibility;
  readonly state: UploadState;
  /** Set once the API knows of the video. */
  readonly videoId?: string;
  /** What the browser could read of the file; null where it could not. */
  readonly facts?: VideoFacts | null;
  readonly estimate?: Estimate;
  /** Bytes. */
  readonly sent: number;
  /** Bytes per second. */
  readonly speed?: number | undefined;
  readonly offline: boolean;
  readonly error?: unknown;
}

/** Whether leaving the page would interrupt it. */
export function isUnderWay({ state }: UploadItem): boolean {
  return state === 'waiting' || state === 'sending' || state === 'finishing';
}

/** Whether this is the file of an upload that was cut off: what a person can compare, compared. */
export function isSameFile(
  file: Pick<File, 'name' | 'size'>,
  source: { fileName: string; size: number } | null,
): boolean {
  if (!source || source.size !== file.size) return false;
  return source.fileName.normalize() === plainName(file.name).normalize();
}
