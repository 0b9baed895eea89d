import * as z from 'zod';

/** What IVS says of a stream that is on the air. */
export const streamNowSchema = z.object({
  streamId: z.string(),
  /** Unix milliseconds. */
  startedAt: z.number(),
  viewers: z.number(),
  health: z.enum(['healthy', 'starving', 'unknown']),
});
export type StreamNow = Readonly<z.infer<typeof streamNowSchema>>;

/** Asks IVS about the stream of a channel now; undefined when it has none. */
export type GetStream = (channelArn: string) => Promise<StreamNow | undefined>;

/** By the ARN of their channels. */
export type StreamsByArn = ReadonlyMap<string, StreamNow>;

/**
 * Asks IVS for every stream of the account that is on the air.
 *
 * @param mostPages - of a hundred streams each; all of them by default
 */
export type ListStreams = (mostPages?: number) => Promise<StreamsByArn>;
