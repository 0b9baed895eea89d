import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { json, jsonBody, problems } from './documentation.ts';
import { maxDurationSeconds } from './limits.ts';

export const estimateRequestSchema = z
  .strictObject({
    durationSeconds: z.number().positive().max(maxDurationSeconds),
    width: z.int().min(1).max(16_384),
    height: z.int().min(1).max(16_384),
    frameRate: z.number().positive().max(240).optional(),
  })
  .meta({ id: 'EstimateRequest' });

export const estimateSchema = z
  .object({
    renditions: z.array(
      z.object({ rung: z.int(), width: z.int(), height: z.int(), usd: z.number() }),
    ),
    minutes: z.number().meta({ description: 'Billed minutes of all renditions together' }),
    usd: z.number(),
  })
  .meta({ id: 'Estimate' });

export type Estimate = z.infer<typeof estimateSchema>;

export const estimatePaths: ZodOpenApiPathsObject = {
  '/estimate': {
    post: {
      operationId: 'estimate',
      tags: ['videos'],
      summary: 'What encoding a video would make and cost',
      requestBody: jsonBody(estimateRequestSchema),
      responses: {
        '200': json('The estimate', estimateSchema),
        ...problems(400, 403, 413, 415, 422),
      },
    },
  },
};
