import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  NoSuchUpload,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Aborts every unfinished multipart upload to a key and returns their number. */
export async function abortUploads(s3: S3Client, bucket: string, key: string): Promise<number> {
  let aborted = 0;
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key, ...marker }),
    );
    for (const { Key, UploadId } of page.Uploads ?? []) {
      if (Key !== key || UploadId === undefined) continue;
      if (await abort(s3, { Bucket: bucket, Key, UploadId })) aborted += 1;
    }
    if (!page.IsTruncated) return aborted;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

/** False when the upload has ended meanwhile. */
async function abort(
  s3: S3Client,
  upload: { Bucket: string; Key: string; UploadId: string },
): Promise<boolean> {
  try {
    await s3.send(new AbortMultipartUploadCommand(upload));
    return true;
  } catch (error) {
    if (error instanceof NoSuchUpload) return false;
    throw error;
  }
}
