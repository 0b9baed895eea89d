import * as z from 'zod';

/** S3's "Object Created" as EventBridge delivers it; a retry by the API has the same shape. */
const objectCreatedSchema = z.object({
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number().nonnegative().optional(),
      etag: z.string().optional(),
    }),
  }),
});

export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly size?: number;
  readonly etag?: string;
}

/**
 * Reads the object out of an event.
 *
 * @throws Error saying what is wrong with an event of another shape
 */
export function parseObjectCreated(event: unknown): CreatedObject {
  const result = objectCreatedSchema.safeParse(event);
  if (!result.success)
    throw new Error(`not an "Object Created" event: ${z.prettifyError(result.error)}`);
  const { bucket, object } = result.data.detail;
  return {
    bucket: bucket.name,
    key: object.key,
    ...(object.size !== undefined && { size: object.size }),
    ...(object.etag !== undefined && { etag: object.etag }),
  };
}
