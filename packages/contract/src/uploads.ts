import * as z from 'zod';

/** S3's ceiling on the number of parts of one upload. */
export const maxParts = 10_000;

const partNumber = z.int().min(1).max(maxParts);
const etag = z
  .string()
  .regex(/^"?[0-9a-f]{32}"?$/, 'must be the ETag that S3 answered to the part')
  .meta({ example: '"9e107d9d372bb6826bd81d3542a419d6"' });

/** URLs are requested in batches: each costs a signature, and they expire after an hour. */
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
