/** A video as the catalog knows it. Times are RFC 3339 UTC, durations in seconds, sizes in bytes. */

import type { VideoErrorCode } from '@tidecast/contract/video-errors';
import type { VideoPhase, VideoStatus, Visibility } from '@tidecast/contract/vocabulary';

export type { VideoPhase, VideoStatus, Visibility } from '@tidecast/contract/vocabulary';

/** Statuses that something must still happen to: the reconciler looks after them. */
export type PendingStatus = Exclude<VideoStatus, 'ready' | 'failed'>;

export interface VideoError {
  readonly code: VideoErrorCode;
  /** One English sentence a person understands. */
  readonly message: string;
  /** Whether trying again with the same file can help. */
  readonly retryable: boolean;
}

/** The uploaded file and the multipart upload that brings it. */
export interface VideoSource {
  readonly key: string;
  readonly size: number;
  readonly contentType: string;
  readonly fileName: string;
  /** Set once the upload is complete. */
  readonly etag?: string;
  /** Set while it is not. */
  readonly upload?: {
    readonly uploadId: string;
    readonly partSize: number;
    readonly partCount: number;
  };
}

export interface Rendition {
  /** Shorter side: 1080, 720, ... */
  readonly rung: number;
  readonly width: number;
  readonly height: number;
  /** Average bits per second, as measured. */
  readonly bitrate: number;
}

/** What the encode produced. */
export interface VideoMedia {
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  readonly renditions: readonly Rendition[];
  readonly hlsKey: string;
  readonly posterKey?: string;
  readonly storyboardKey?: string;
}

export interface Caption {
  /** BCP 47 tag, such as `en` or `ko`. */
  readonly language: string;
  /** The language's own name, shown in the player's menu. */
  readonly label: string;
  readonly key: string;
  readonly updatedAt: string;
}

/** The encode that is under way or was last. `attempt` counts from 1 and grows with each retry. */
export interface Encode {
  readonly attempt: number;
  readonly jobId?: string;
  /** Until when one submitter alone may create the job. */
  readonly leaseUntil?: string;
  /** Seconds that the probe said the source lasts. */
  readonly sourceDuration?: number;
}

/** The live channel that a video is a recording of, and when it was on the air. */
export interface RecordedFrom {
  readonly channelId: string;
  /** When its first picture was taken. */
  readonly startedAt: string;
  /** Where the stream came back after a break: the second of the video, and when that was. */
  readonly resumed?: readonly { readonly at: number; readonly time: string }[];
}

export interface Video {
  readonly id: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly title: string;
  readonly description: string;
  readonly visibility: Visibility;
  readonly status: VideoStatus;
  /** 0 to 100. */
  readonly progress: number;
  readonly phase?: VideoPhase;
  readonly error?: VideoError;
  /** The multivariant playlist exists: what is encoded so far can be watched. */
  readonly playable: boolean;
  readonly source: VideoSource;
  readonly encode: Encode;
  readonly media?: VideoMedia;
  readonly captions: readonly Caption[];
  readonly views: number;
  /** Of what live stream the video is a recording. */
  readonly createdFrom?: RecordedFrom;
  readonly createdAt: string;
  /** When it first became both ready and public; unset until then. */
  readonly publishedAt?: string;
  /** When the status, phase or progress last moved. */
  readonly movedAt: string;
  /** Time of the newest encoder event applied, in Unix milliseconds. */
  readonly lastEventAt?: number;
  /** Grows with every write: the id of server-sent events. */
  readonly version: number;
}
