import * as z from 'zod';
import { changesOf } from './changes.ts';
import {
  maxDescriptionLength,
  maxDurationSeconds,
  maxFileNameLength,
  maxQueryLength,
  maxTitleLength,
  maxUploadBytes,
} from './limits.ts';
import { cursorSchema, limitSchema, pageSchema } from './lists.ts';
import { plainText, text, visibleText } from './text.ts';
import { ulidSchema } from './ulid.ts';
import { uploadContentTypes } from './upload-types.ts';
import { videoErrorCodes } from './video-errors.ts';
import { videoPhases, videoStatuses, visibilities } from './vocabulary.ts';

export const videoParams = z.strictObject({ id: ulidSchema });

const title = visibleText(maxTitleLength);
const description = text(maxDescriptionLength);
const visibility = z.enum(visibilities).meta({
  id: 'Visibility',
  description: 'public: in the feed; unlisted: to whoever has the link; private: to its owner',
});

/**
 * The fields of a video that its owner sets on creation and may edit later. A field added here is
 * accepted, passed on and shown; the code that stores and shows videos does not compile until it
 * handles it.
 */
export const editableVideoFields = { title, description, visibility };

/** Defaults of the fields that an owner may leave out when creating a video. */
export const defaultDetails = { description: '' } as const;

/** Stored values are not changed in place. */
type Kept<T> = T extends object ? { readonly [Key in keyof T]: Kept<T[Key]> } : T;

/** Picks the fields that the owner sets from everything known of a video. */
export function videoDetails(video: Kept<VideoDetails>): VideoDetails {
  const names = Object.keys(editableVideoFields) as (keyof VideoDetails)[];
  return Object.fromEntries(names.map((name) => [name, video[name]])) as VideoDetails;
}

/** File names are only shown, never used as keys, so anything but control characters is fine. */
const fileName = plainText({ min: 1, max: maxFileNameLength });

export const createVideoSchema = z
  .strictObject({
    ...editableVideoFields,
    description: description.default(defaultDetails.description),
    fileName,
    size: z
      .int()
      .min(1, 'the file is empty: choose one with a video in it')
      .max(
        maxUploadBytes,
        `the file is larger than ${maxUploadBytes / 1024 ** 3} GB: cut the video into parts`,
      )
      .meta({ description: 'Bytes' }),
    contentType: z.enum(uploadContentTypes),
    durationSeconds: z.number().positive().max(maxDurationSeconds).optional(),
  })
  .meta({ id: 'CreateVideo' });

export const editVideoSchema = changesOf(editableVideoFields).meta({ id: 'EditVideo' });

const cursor = cursorSchema.optional();
const limit = limitSchema(24);

export const feedQuerySchema = z.strictObject({
  query: text(maxQueryLength).optional(),
  cursor,
  limit,
});
export const pageQuerySchema = z.strictObject({ cursor, limit });

const time = z.iso.datetime();

export const videoErrorSchema = z
  .object({
    code: z.enum(videoErrorCodes).meta({
      id: 'VideoErrorCode',
      description: 'Stable; more may come: read `message` then',
      example: 'no_video',
    }),
    message: z.string().meta({ description: 'One English sentence for a person' }),
    retryable: z.boolean().meta({ description: 'Whether a retry with the same file can help' }),
  })
  .meta({ id: 'VideoError' });

export const videoStatusSchema = z.enum(videoStatuses).meta({ id: 'VideoStatus' });
export const videoPhaseSchema = z.enum(videoPhases).meta({ id: 'VideoPhase' });

export const captionSchema = z
  .object({
    language: z.string().meta({ description: 'BCP 47', example: 'ko' }),
    label: z.string().meta({ description: "The language's own name", example: '한국어' }),
    updatedAt: time,
  })
  .meta({ id: 'Caption' });

export const videoSchema = z
  .object({
    id: ulidSchema,
    ownerId: z.string(),
    ownerName: z.string(),
    ...editableVideoFields,
    status: videoStatusSchema,
    playable: z
      .boolean()
      .meta({ description: 'What is encoded so far can be watched; ready implies it' }),
    progress: z.number().min(0).max(100),
    phase: videoPhaseSchema.nullable(),
    error: videoErrorSchema.nullable(),
    media: z
      .object({
        duration: z.number().meta({ description: 'Seconds' }),
        width: z.int(),
        height: z.int(),
        renditions: z.array(
          z.object({
            rung: z.int().meta({ description: 'Shorter side', example: 720 }),
            width: z.int(),
            height: z.int(),
            bitrate: z.number().meta({ description: 'Average bits per second' }),
          }),
        ),
      })
      .nullable()
      .meta({ description: 'Set when ready' }),
    posterUrl: z.string().nullable().meta({ example: '/media/p/0f3c.jpg' }),
    captions: z.array(captionSchema),
    views: z.int(),
    source: z
      .object({ fileName: z.string(), size: z.int(), contentType: z.string() })
      .nullable()
      .meta({ description: 'The uploaded file; told to the owner alone' }),
    recordedFrom: z
      .object({ channelId: z.string(), startedAt: time })
      .nullable()
      .meta({ description: 'The live channel that this is a recording of, and when that began' }),
    createdAt: time,
    publishedAt: time.nullable(),
  })
  .meta({ id: 'Video' });

export const videoPageSchema = pageSchema(videoSchema).meta({ id: 'VideoPage' });

export const createdVideoSchema = z
  .object({
    video: videoSchema,
    upload: z.object({
      partSize: z.int().meta({ description: 'Bytes of every part but the last' }),
      partCount: z.int(),
    }),
  })
  .meta({ id: 'CreatedVideo' });

export type CreateVideo = z.infer<typeof createVideoSchema>;
/** All the fields that an owner sets. */
export type VideoDetails = z.output<z.ZodObject<typeof editableVideoFields>>;
/** The fields that an owner sets on a new video: those with a default may be left out. */
export type NewVideoDetails = Omit<VideoDetails, keyof typeof defaultDetails> &
  Partial<VideoDetails>;
/** Some of these fields: `undefined` leaves a field as it is. */
export type EditVideo = z.infer<typeof editVideoSchema>;
export type FeedQuery = z.infer<typeof feedQuerySchema>;
export type PageQuery = z.infer<typeof pageQuerySchema>;
export type VideoError = z.infer<typeof videoErrorSchema>;
export type VideoView = z.infer<typeof videoSchema>;
export type VideoPageView = z.infer<typeof videoPageSchema>;
