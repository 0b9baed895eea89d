import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  NoSuchUpload,
  paginateListParts,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { headObject, unquoted } from '@tidecast/media/head-object';
import type { StoredPart, UploadStore } from '../features/uploads/upload-store.ts';

/**
 * Multipart uploads into the source bucket.
 *
 * @param clients.presign - a client with `requestChecksumCalculation: 'WHEN_REQUIRED'`: the usual
 *   one would sign the checksum of an empty body into every URL
 */
export function createS3Uploads(
  clients: { readonly s3: S3Client; readonly presign: S3Client },
  bucket: string,
): UploadStore {
  const { s3, presign } = clients;
  const target = ({ key, uploadId }: { key: string; uploadId: string }) => ({
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
  });

  return {
    async begin(key, contentType) {
      const { UploadId } = await s3.send(
        new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType }),
      );
      if (!UploadId) throw new Error('S3 began an upload without an id');
      return { key, uploadId: UploadId };
    },

    async abort(upload) {
      await undefinedIfGone(s3.send(new AbortMultipartUploadCommand(target(upload))));
    },

    parts(upload) {
      return undefinedIfGone(listParts(upload));
    },

    signPart(upload, partNumber, size, seconds) {
      const command = new UploadPartCommand({
        ...target(upload),
        PartNumber: partNumber,
        ContentLength: size,
      });
      return getSignedUrl(presign, command, { expiresIn: seconds });
    },

    async complete(upload, parts) {
      const command = new CompleteMultipartUploadCommand({
        ...target(upload),
        MultipartUpload: {
          Parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag })),
        },
      });
      const answer = await undefinedIfGone(s3.send(command));
      return answer && unquoted(answer.ETag ?? '');
    },

    find(key) {
      return headObject(s3, bucket, key);
    },
  };

  async function listParts(upload: { key: string; uploadId: string }): Promise<StoredPart[]> {
    const parts: StoredPart[] = [];
    for await (const page of paginateListParts({ client: s3 }, target(upload))) {
      for (const { PartNumber, ETag, Size } of page.Parts ?? [])
        if (PartNumber !== undefined)
          parts.push({ partNumber: PartNumber, etag: unquoted(ETag ?? ''), size: Size ?? 0 });
      // S3 returns a next marker on the last page too, so the paginator alone would never end.
      if (!page.IsTruncated) break;
    }
    return parts;
  }
}

/** S3 answers NoSuchUpload for an upload that was completed, was aborted or has expired. */
async function undefinedIfGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NoSuchUpload) return undefined;
    if ((error as Error).name === 'NoSuchUpload') return undefined;
    throw error;
  }
}
