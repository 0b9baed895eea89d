import * as z from 'zod';

/** What IVS reports of a stream that is on the air. */
export const streamNowSchema = z.object({
  streamId: z.string(),
  /** Unix milliseconds. */
  startedAt: z.number(),
  viewers: z.number(),
  health: z.enum(['healthy', 'starving', 'unknown']),
});
export type StreamNow = Readonly<z.infer<typeof streamNowSchema>>;

/** Asks IVS about a channel's current stream; undefined when it has none. */
export type GetStream = (channelArn: string) => Promise<StreamNow | undefined>;

/** Streams by the ARN of their channel. */
export type StreamsByArn = ReadonlyMap<string, StreamNow>;

/**
 * Asks IVS for every stream of the account that is on the air.
 *
 * @param maxPages - of a hundred streams each; all of them by default
 */
export type ListStreams = (maxPages?: number) => Promise<StreamsByArn>;
