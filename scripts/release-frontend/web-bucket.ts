import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { SiteFile } from './site-files.ts';

/** Keys that S3 deletes in one request at most (Amazon S3 API Reference, "DeleteObjects"). */
const maxDeleted = 1000;

/** The bucket that the page is served from. */
export class WebBucket {
  readonly #s3: S3Client;
  readonly #name: string;

  constructor(s3: S3Client, name: string) {
    this.#s3 = s3;
    this.#name = name;
  }

  /** The ETag of every object, by its key. */
  async list(): Promise<Map<string, string>> {
    const etags = new Map<string, string>();
    for await (const page of paginateListObjectsV2({ client: this.#s3 }, { Bucket: this.#name }))
      for (const { Key, ETag } of page.Contents ?? [])
        if (Key !== undefined && ETag !== undefined) etags.set(Key, ETag);
    return etags;
  }

  /** Whether the stored object has the file's headers. */
  async hasHeadersOf({ key, contentType, cacheControl }: SiteFile): Promise<boolean> {
    const head = await this.#s3.send(new HeadObjectCommand({ Bucket: this.#name, Key: key }));
    return head.ContentType === contentType && head.CacheControl === cacheControl;
  }

  async put(file: Omit<SiteFile, 'etag'>): Promise<void> {
    await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.#name,
        Key: file.key,
        Body: file.body,
        ContentType: file.contentType,
        CacheControl: file.cacheControl,
      }),
    );
  }

  /** The text of an object; undefined if there is none. */
  async text(key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#name, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += maxDeleted) {
      const Objects = keys.slice(at, at + maxDeleted).map((Key) => ({ Key }));
      const { Errors = [] } = await this.#s3.send(
        new DeleteObjectsCommand({ Bucket: this.#name, Delete: { Objects, Quiet: true } }),
      );
      const [first] = Errors;
      if (first) throw new Error(`S3 did not delete ${first.Key}: ${first.Code} ${first.Message}`);
    }
  }
}
