/**
 * A video as the catalog knows it and stores it. Times are RFC 3339 UTC, durations in seconds, sizes
 * in bytes. How a field is added, renamed or back-filled: docs/adr/0008-stored-records.md.
 */
import { videoErrorCodes } from '@tidecast/contract/video-errors';
import {
  type VideoStatus,
  videoPhases,
  videoStatuses,
  visibilities,
} from '@tidecast/contract/vocabulary';
import * as z from 'zod';
import { nested, type Stored } from './record.ts';

export type { VideoPhase, VideoStatus, Visibility } from '@tidecast/contract/vocabulary';

/** Statuses of videos that are not settled yet: the reconciler looks after them. */
export type PendingStatus = Exclude<VideoStatus, 'ready' | 'failed'>;

const videoErrorSchema = nested({
  /** Stable, snake_case; the page has a sentence for each in every language. */
  // During a rollout, the older release meets codes that it does not know.
  code: z.enum(videoErrorCodes).catch('encoder_error'),
  /** One English sentence a person understands. */
  message: z.string(),
  /** Whether trying again with the same file can help. */
  retryable: z.boolean(),
});
export type VideoError = Stored<typeof videoErrorSchema>;

const sourceSchema = nested({
  key: z.string(),
  size: z.number(),
  contentType: z.string(),
  fileName: z.string(),
  /** Set once the upload is complete. */
  etag: z.string().exactOptional(),
  /** Set while it is not. */
  upload: nested({
    uploadId: z.string(),
    partSize: z.number(),
    partCount: z.number(),
  }).exactOptional(),
});
/** The uploaded file and the multipart upload that brings it. */
export type VideoSource = Stored<typeof sourceSchema>;

const renditionSchema = nested({
  /** Shorter side: 1080, 720, ... */
  rung: z.number(),
  width: z.number(),
  height: z.number(),
  /** Average bits per second, as measured. */
  bitrate: z.number(),
});

const mediaSchema = nested({
  duration: z.number(),
  width: z.number(),
  height: z.number(),
  renditions: z.array(renditionSchema),
  hlsKey: z.string(),
  posterKey: z.string().exactOptional(),
  storyboardKey: z.string().exactOptional(),
});
/** What the encode produced. */
export type VideoMedia = Stored<typeof mediaSchema>;

const captionSchema = nested({
  /** BCP 47 tag, such as `en` or `ko`. */
  language: z.string(),
  /** The language's own name, shown in the player's menu. */
  label: z.string(),
  key: z.string(),
  updatedAt: z.string(),
});
export type Caption = Stored<typeof captionSchema>;

const encodeSchema = nested({
  attempt: z.number(),
  jobId: z.string().exactOptional(),
  /** Until when one submitter alone may create the job. */
  leaseUntil: z.string().exactOptional(),
  /** The probed duration of the source, in seconds. */
  sourceDuration: z.number().exactOptional(),
});
/** The current or last encode. `attempt` counts from 1 and grows with each retry. */
export type Encode = Stored<typeof encodeSchema>;

const recordedFromSchema = nested({
  channelId: z.string(),
  /** When its first picture was taken. */
  startedAt: z.string(),
  /** Where the stream came back after a break: the second of the video, and when that was. */
  resumed: z.array(nested({ at: z.number(), time: z.string() })).exactOptional(),
});
/** The live channel that a video is a recording of, and when it was on the air. */
export type RecordedFrom = Stored<typeof recordedFromSchema>;

/** A video, and how it is read from its row. */
export const videoSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  ownerName: z.string(),
  title: z.string(),
  description: z.string(),
  visibility: z.enum(visibilities),
  status: z.enum(videoStatuses),
  /** 0 to 100. */
  progress: z.number(),
  phase: z.enum(videoPhases).exactOptional(),
  error: videoErrorSchema.exactOptional(),
  /** The multivariant playlist exists, so what has been encoded so far can be watched. */
  playable: z.boolean(),
  source: sourceSchema,
  encode: encodeSchema,
  media: mediaSchema.exactOptional(),
  captions: z.array(captionSchema),
  views: z.number(),
  /** The live stream that the video is a recording of. */
  createdFrom: recordedFromSchema.exactOptional(),
  createdAt: z.string(),
  /** When it first became both ready and public; unset until then. */
  publishedAt: z.string().exactOptional(),
  /** When the status, phase or progress last moved. */
  movedAt: z.string(),
  /** Time of the newest encoder event applied, in Unix milliseconds. */
  lastEventAt: z.number().exactOptional(),
  /** Grows with every write: the id of server-sent events. */
  version: z.number(),
});
export type Video = Stored<typeof videoSchema>;
