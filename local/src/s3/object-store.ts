import type { Readable } from 'node:stream';

export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly lastModified: Date;
  /** Where its bytes lie; valid until the object is overwritten or deleted. */
  readonly filePath: string;
}

/** The bytes of an object from `start` to `end`, both included, as HTTP ranges count. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface ObjectCreated {
  readonly object: StoredObject;
  /** As EventBridge says in `detail.reason`. */
  readonly reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload' | 'POST Object';
}

/**
 * The emulated S3 as other emulators in the same process see it: MediaConvert reads and writes
 * here, the edge serves from here, and the event wiring listens here.
 */
export interface ObjectStore {
  createBucket(name: string): void;
  head(bucket: string, key: string): StoredObject | undefined;
  read(object: StoredObject, range?: ByteRange): Readable;
  /** Takes a file over by moving it in: no copy of its bytes where the disk allows. */
  importFile(
    bucket: string,
    key: string,
    path: string,
    options: { contentType: string; cacheControl?: string },
  ): Promise<StoredObject>;
  put(
    bucket: string,
    key: string,
    body: Buffer | string,
    options: { contentType: string; cacheControl?: string },
  ): Promise<StoredObject>;
  delete(bucket: string, key: string): Promise<void>;
  list(bucket: string, prefix: string): StoredObject[];
  /** The returned function ends the subscription. Listeners that fail do not fail the write. */
  onCreated(listener: (event: ObjectCreated) => void): () => void;
}
