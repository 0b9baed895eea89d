import * as z from 'zod';
import { videoErrorSchema, videoPhaseSchema, videoStatusSchema } from './videos.ts';

export const statusEventSchema = z
  .object({
    status: videoStatusSchema,
    progress: z.number().min(0).max(100),
    phase: videoPhaseSchema.nullable(),
    error: videoErrorSchema.nullable(),
    playable: z.boolean(),
  })
  .meta({ id: 'StatusEvent', description: 'The data of a `status` event', unusedIO: 'output' });

export type StatusEvent = z.infer<typeof statusEventSchema>;

/** What a browser sends by itself when it reconnects. */
export const statusEventHeaders = z.object({
  'Last-Event-ID': z.string().optional().meta({ description: 'The id of the last event seen' }),
});
