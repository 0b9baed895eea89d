import { createHash } from 'node:crypto';
import type {
  AbortMultipartUploadCommandInput,
  CopyObjectCommandInput,
  DeleteObjectCommandInput,
  DeleteObjectsCommandInput,
  GetObjectCommandInput,
  HeadObjectCommandInput,
  ListMultipartUploadsCommandInput,
  ListObjectsV2CommandInput,
  PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { NoSuchKey, NoSuchUpload, NotFound } from '@aws-sdk/client-s3';

export interface FakeObject {
  readonly body: string;
  readonly etag: string;
  readonly contentType?: string;
  readonly cacheControl?: string;
}

/** Objects and unfinished uploads, by `bucket/key`. */
export class FakeS3 {
  readonly objects = new Map<string, FakeObject>();
  readonly uploads = new Map<string, string>();
  /** Small, so that every reader must page. */
  pageSize = 3;
  /** Keys that DeleteObjects answers with an error for. */
  readonly undeletable = new Set<string>();

  put(bucket: string, key: string, body: string, headers: Partial<FakeObject> = {}): FakeObject {
    const etag = createHash('md5').update(body).digest('hex');
    const object = { ...headers, body, etag };
    this.objects.set(`${bucket}/${key}`, object);
    return object;
  }

  get(bucket: string, key: string): FakeObject | undefined {
    return this.objects.get(`${bucket}/${key}`);
  }

  keys(bucket: string, under = ''): string[] {
    const prefix = `${bucket}/${under}`;
    return [...this.objects.keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(bucket.length + 1))
      .sort();
  }
}

const absent = { message: 'not there', $metadata: { httpStatusCode: 404 } };

export function s3Operations(s3: FakeS3) {
  const path = ({ Bucket, Key }: { Bucket?: string | undefined; Key?: string | undefined }) =>
    `${Bucket}/${Key}`;

  return {
    HeadObject(input: HeadObjectCommandInput) {
      const object = s3.objects.get(path(input));
      if (!object) throw new NotFound(absent);
      return { ContentLength: Buffer.byteLength(object.body), ETag: `"${object.etag}"` };
    },
    GetObject(input: GetObjectCommandInput) {
      const object = s3.objects.get(path(input));
      if (!object) throw new NoSuchKey(absent);
      return { Body: { transformToString: async () => object.body }, ETag: `"${object.etag}"` };
    },
    PutObject(input: PutObjectCommandInput) {
      const object = s3.put(input.Bucket ?? '', input.Key ?? '', String(input.Body), {
        ...(input.ContentType && { contentType: input.ContentType }),
        ...(input.CacheControl && { cacheControl: input.CacheControl }),
      });
      return { ETag: `"${object.etag}"` };
    },
    CopyObject(input: CopyObjectCommandInput) {
      const source = s3.objects.get(decodeURIComponent(input.CopySource ?? ''));
      if (!source) throw new NoSuchKey(absent);
      s3.objects.set(path(input), {
        ...source,
        ...(input.MetadataDirective === 'REPLACE' && {
          contentType: input.ContentType ?? 'binary/octet-stream',
          cacheControl: input.CacheControl ?? '',
        }),
      });
      return {};
    },
    DeleteObject(input: DeleteObjectCommandInput) {
      s3.objects.delete(path(input));
      return {};
    },
    DeleteObjects(input: DeleteObjectsCommandInput) {
      const keys = input.Delete?.Objects?.map(({ Key }) => Key ?? '') ?? [];
      const refused = keys.filter((key) => s3.undeletable.has(key));
      for (const key of keys)
        if (!s3.undeletable.has(key)) s3.objects.delete(`${input.Bucket}/${key}`);
      return refused.length === 0
        ? {}
        : { Errors: refused.map((Key) => ({ Key, Code: 'InternalError', Message: 'try again' })) };
    },
    ListObjectsV2(input: ListObjectsV2CommandInput) {
      const after = input.ContinuationToken ?? '';
      const keys = s3.keys(input.Bucket ?? '', input.Prefix).filter((key) => key > after);
      const page = keys.slice(0, s3.pageSize);
      return {
        Contents: page.map((Key) => ({
          Key,
          Size: Buffer.byteLength(s3.get(input.Bucket ?? '', Key)?.body ?? ''),
        })),
        IsTruncated: keys.length > page.length,
        ...(keys.length > page.length && { NextContinuationToken: page.at(-1) }),
      };
    },
    ListMultipartUploads(input: ListMultipartUploadsCommandInput) {
      const after = input.UploadIdMarker ?? '';
      const uploads = [...s3.uploads]
        .filter(([id, at]) => at.startsWith(`${input.Bucket}/${input.Prefix}`) && id > after)
        .sort(([one], [other]) => (one < other ? -1 : 1));
      const page = uploads.slice(0, s3.pageSize);
      return {
        Uploads: page.map(([UploadId, at]) => ({
          UploadId,
          Key: at.slice((input.Bucket ?? '').length + 1),
        })),
        IsTruncated: uploads.length > page.length,
        NextKeyMarker: input.Prefix,
        NextUploadIdMarker: page.at(-1)?.[0],
      };
    },
    AbortMultipartUpload(input: AbortMultipartUploadCommandInput) {
      if (!s3.uploads.delete(input.UploadId ?? '')) throw new NoSuchUpload(absent);
      return {};
    },
  };
}
