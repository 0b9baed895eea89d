import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';

export interface ObjectHead {
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
}

/** Size and etag of an object; undefined when there is none. */
export async function headObject(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<ObjectHead | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return { size: head.ContentLength ?? 0, etag: unquoted(head.ETag ?? '') };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** Whether a bucket holds an object. */
export async function objectExists(s3: S3Client, bucket: string, key: string): Promise<boolean> {
  return (await headObject(s3, bucket, key)) !== undefined;
}

/** An etag as in EventBridge's events: S3's own answers put it in quotes. */
export function unquoted(etag: string): string {
  return etag.replace(/^"(.*)"$/, '$1');
}
