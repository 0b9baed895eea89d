import { z } from 'zod';

/** What IVS says of a stream that is on the air. */
export const streamNowSchema = z.object({
  streamId: z.string(),
  /** Unix milliseconds. */
  startedAt: z.number(),
  viewers: z.number(),
  health: z.enum(['healthy', 'starving', 'unknown']),
});
export type StreamNow = Readonly<z.infer<typeof streamNowSchema>>;

/** A stream as IVS describes it, alone or in a list. */
export function asStreamNow(stream: {
  readonly streamId?: string | undefined;
  readonly startTime?: Date | undefined;
  readonly viewerCount?: number | undefined;
  readonly health?: string | undefined;
}): StreamNow {
  const health = stream.health?.toLowerCase();
  return {
    streamId: stream.streamId ?? '',
    startedAt: stream.startTime?.getTime() ?? 0,
    viewers: Math.max(0, stream.viewerCount ?? 0),
    health: health === 'healthy' || health === 'starving' ? health : 'unknown',
  };
}
