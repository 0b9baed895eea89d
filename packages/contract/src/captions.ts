import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { empty, json, problems, sessionOptional, sessionRequired } from './documentation.ts';
import { ulidSchema } from './ulid.ts';
import { captionSchema } from './videos.ts';

export const captionMediaTypes = ['text/vtt', 'application/x-subrip', 'text/plain'] as const;

export const captionParams = z.strictObject({
  id: ulidSchema,
  lang: z
    .string()
    .regex(/^[A-Za-z0-9-]{2,35}$/)
    .meta({ description: 'BCP 47 language tag', example: 'ko' }),
});

const tags = ['captions'];
const requestParams = { path: captionParams };
const text = { schema: z.string() };

export const captionPaths: ZodOpenApiPathsObject = {
  '/videos/{id}/captions/{lang}': {
    get: {
      operationId: 'getCaption',
      tags,
      summary: 'One caption track as WebVTT',
      security: sessionOptional,
      requestParams,
      responses: {
        '200': { description: 'The track', content: { 'text/vtt': text } },
        ...problems(401, 404),
      },
    },
    put: {
      operationId: 'putCaption',
      tags,
      summary: 'Add or replace a caption track, as WebVTT or SRT in UTF-8',
      security: sessionRequired,
      requestParams,
      requestBody: {
        required: true,
        content: Object.fromEntries(captionMediaTypes.map((type) => [type, text])),
      },
      responses: {
        '200': json('Stored', captionSchema),
        ...problems(400, 401, 403, 404, 409, 413, 415, 422),
      },
    },
    delete: {
      operationId: 'deleteCaption',
      tags,
      summary: 'Remove a caption track',
      security: sessionRequired,
      requestParams,
      responses: { '204': empty('Removed'), ...problems(401, 403, 404) },
    },
  },
};
