import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { problems, sessionOptional } from './documentation.ts';
import { videoErrorSchema, videoParams, videoPhaseSchema, videoStatusSchema } from './videos.ts';

export const statusEventSchema = z
  .object({
    status: videoStatusSchema,
    progress: z.number().min(0).max(100),
    phase: videoPhaseSchema.nullable(),
    error: videoErrorSchema.nullable(),
    playable: z.boolean(),
  })
  .meta({ id: 'StatusEvent', description: 'The data of a `status` event' });

export type StatusEvent = z.infer<typeof statusEventSchema>;

export const eventPaths: ZodOpenApiPathsObject = {
  '/videos/{id}/events': {
    get: {
      operationId: 'videoEvents',
      tags: ['videos'],
      summary: 'The status as server-sent events',
      description:
        'Events named `status`, whose id is the version of the video and whose data is a ' +
        'StatusEvent. The present state is sent on connection unless Last-Event-ID says it is ' +
        'known. The stream ends after `ready`, `failed` or `deleting`.',
      security: sessionOptional,
      requestParams: {
        path: videoParams,
        header: z.object({ 'Last-Event-ID': z.string().optional() }),
      },
      responses: {
        '200': {
          description: 'A stream of events',
          content: { 'text/event-stream': { schema: statusEventSchema } },
        },
        '204': { description: 'Nothing more will happen, and the client knows the last state' },
        ...problems(401, 404),
      },
    },
  },
};
