import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { json, problems, sessionOptional } from './documentation.ts';
import { videoParams } from './videos.ts';

export const playbackSchema = z
  .object({
    hlsUrl: z.string().meta({ example: '/media/v/01JZK4Q5R6S7T8V9WAXBYCZD0E/hls/index.m3u8' }),
    posterUrl: z.string().nullable(),
    storyboardUrl: z.string().optional().meta({ description: 'WebVTT of frame previews' }),
    captions: z.array(z.object({ language: z.string(), label: z.string(), url: z.string() })),
    expiresAt: z.iso.datetime().meta({ description: 'Ask again before then' }),
  })
  .meta({ id: 'Playback' });

export type Playback = z.infer<typeof playbackSchema>;

export const playbackPaths: ZodOpenApiPathsObject = {
  '/videos/{id}/playback': {
    post: {
      operationId: 'startPlayback',
      tags: ['playback'],
      summary: 'Permission to watch: URLs, and signed cookies for them',
      description: '409 `not_playable` while nothing has been encoded yet.',
      security: sessionOptional,
      requestParams: { path: videoParams },
      responses: { '200': json('Play', playbackSchema), ...problems(401, 403, 404, 409) },
    },
  },
};
