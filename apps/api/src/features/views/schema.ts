import { empty, problems, sessionOptional } from '@tidecast/http/documentation';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { videoParams } from '../videos/schema.ts';

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
