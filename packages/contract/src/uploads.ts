import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { empty, json, jsonBody, problems, sessionRequired } from './documentation.ts';
import { videoParams, videoSchema } from './videos.ts';

/** S3's ceiling on the number of parts of one upload. */
export const maxParts = 10_000;

const partNumber = z.int().min(1).max(maxParts);
const etag = z
  .string()
  .regex(/^"?[0-9a-f]{32}"?$/, 'must be the ETag that S3 answered to the part')
  .meta({ example: '"9e107d9d372bb6826bd81d3542a419d6"' });

/** URLs are asked for in batches: each is a signature, and they expire after an hour. */
export const partUrlsSchema = z
  .strictObject({ partNumbers: z.array(partNumber).min(1).max(100) })
  .meta({ id: 'PartUrlsRequest' });

export const completeUploadSchema = z
  .strictObject({
    parts: z.array(z.strictObject({ partNumber, etag })).min(1).max(maxParts),
  })
  .meta({ id: 'CompleteUpload' });

export const uploadSchema = z
  .object({
    partSize: z.int(),
    partCount: z.int(),
    parts: z.array(z.object({ partNumber: z.int(), etag: z.string(), size: z.int() })),
  })
  .meta({ id: 'Upload', description: 'What S3 has so far' });

export const partUrlsResponseSchema = z
  .object({
    parts: z.array(z.object({ partNumber: z.int(), url: z.string() })),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'PartUrls' });

export type CompleteUpload = z.infer<typeof completeUploadSchema>;
export type PartUrls = z.infer<typeof partUrlsResponseSchema>;
export type UploadView = z.infer<typeof uploadSchema>;

const tags = ['uploads'];
const requestParams = { path: videoParams };
const security = sessionRequired;

export const uploadPaths: ZodOpenApiPathsObject = {
  '/videos/{id}/upload': {
    get: {
      operationId: 'getUpload',
      tags,
      summary: 'The parts that have arrived, to resume from',
      security,
      requestParams,
      responses: { '200': json('The upload', uploadSchema), ...problems(401, 404, 409) },
    },
    delete: {
      operationId: 'abortUpload',
      tags,
      summary: 'Give up the upload and its video',
      security,
      requestParams,
      responses: { '204': empty('Gone'), ...problems(401, 403, 404, 409) },
    },
  },
  '/videos/{id}/upload/parts': {
    post: {
      operationId: 'signParts',
      tags,
      summary: 'Presigned URLs to PUT parts to',
      security,
      requestParams,
      requestBody: jsonBody(partUrlsSchema),
      responses: {
        '200': json('One URL for each number asked for', partUrlsResponseSchema),
        ...problems(400, 401, 403, 404, 409, 413, 415),
      },
    },
  },
  '/videos/{id}/upload/complete': {
    post: {
      operationId: 'completeUpload',
      tags,
      summary: 'Put the parts together; repeating it answers the video as it is now',
      description:
        '409 `upload_incomplete` names the missing parts; 422 `part_mismatch` names parts whose ' +
        'ETag or size is not what S3 has.',
      security,
      requestParams,
      requestBody: jsonBody(completeUploadSchema),
      responses: {
        '200': json('The video, queued', videoSchema),
        ...problems(400, 401, 403, 404, 409, 413, 415, 422),
      },
    },
  },
};
