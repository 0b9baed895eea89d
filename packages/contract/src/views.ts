import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { empty, problems, sessionOptional } from './documentation.ts';
import { videoParams } from './videos.ts';

export const viewPaths: ZodOpenApiPathsObject = {
  '/videos/{id}/views': {
    post: {
      operationId: 'countView',
      tags: ['playback'],
      summary: 'Count a view; the same viewer counts once in a while',
      security: sessionOptional,
      requestParams: { path: videoParams },
      responses: { '204': empty('Heard'), ...problems(401, 403, 404) },
    },
  },
};
