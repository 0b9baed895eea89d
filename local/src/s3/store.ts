import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { AwsError } from '../aws/errors.ts';
import { transaction } from '../storage/database.ts';
import { Blobs } from './blobs.ts';
import { noSuchBucket } from './errors.ts';
import { openMetadata } from './metadata.ts';
import type { ObjectAttributes, ObjectRecord } from './object-record.ts';
import type { ByteRange, ObjectCreated, ObjectStore, StoredObject } from './object-store.ts';

/** Decides, with the object that is there now, whether a write may go on; throws if not. */
export type WriteCondition = (current: ObjectRecord | undefined) => void;

/** A blob that is to become an object. */
export interface Candidate {
  readonly bucket: string;
  readonly key: string;
  readonly blob: string;
  readonly size: number;
  readonly etag: string;
  readonly attributes: ObjectAttributes;
}

interface ObjectRow {
  bucket: string;
  key: string;
  size: number;
  etag: string;
  attributes: string;
  modified_at: number;
  blob: string;
}

/** Buckets and objects on this machine's disk. */
export class LocalObjectStore implements ObjectStore {
  readonly database: DatabaseSync;
  readonly blobs: Blobs;
  readonly #listeners = new Set<(event: ObjectCreated) => void>();

  constructor(dataDir: string) {
    this.database = openMetadata(dataDir);
    this.blobs = new Blobs(join(dataDir, 'blobs'));
  }

  createBucket(name: string): void {
    this.database
      .prepare('INSERT INTO buckets (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(name, Date.now());
  }

  hasBucket(name: string): boolean {
    return this.database.prepare('SELECT 1 FROM buckets WHERE name = ?').get(name) !== undefined;
  }

  head(bucket: string, key: string): ObjectRecord | undefined {
    const row = this.database
      .prepare('SELECT * FROM objects WHERE bucket = ? AND key = ?')
      .get(bucket, key) as unknown as ObjectRow | undefined;
    return row && this.#record(row);
  }

  read(object: StoredObject, range?: ByteRange): Readable {
    const current = this.head(object.bucket, object.key);
    if (current?.filePath !== object.filePath)
      throw new AwsError('NoSuchKey', `${object.key} has been overwritten or deleted`, 404);
    return this.blobs.read(current.blob, range);
  }

  async importFile(
    bucket: string,
    key: string,
    path: string,
    options: { contentType: string; cacheControl?: string },
  ): Promise<StoredObject> {
    const { size, md5: etag } = await this.blobs.measure(path);
    const blob = this.blobs.newId();
    const attributes = { ...options, metadata: {} };
    if (!this.hasBucket(bucket)) throw noSuchBucket(bucket);
    await this.blobs.adopt(blob, path);
    return this.commit({ bucket, key, blob, size, etag, attributes }, 'PutObject');
  }

  put(
    bucket: string,
    key: string,
    body: Buffer | string,
    options: { contentType: string; cacheControl?: string },
  ): Promise<StoredObject> {
    const stream = Readable.from([Buffer.from(body)], { objectMode: false });
    return this.putStream(bucket, key, stream, { ...options, metadata: {} });
  }

  /** Stores a body as it flows; when it fails, what was there before stays. */
  async putStream(
    bucket: string,
    key: string,
    body: AsyncIterable<Buffer>,
    attributes: ObjectAttributes,
    condition?: WriteCondition,
  ): Promise<ObjectRecord> {
    const blob = this.blobs.newId();
    try {
      const { size, md5: etag } = await this.blobs.write(blob, body);
      const candidate = { bucket, key, blob, size, etag, attributes };
      return await this.commit(candidate, 'PutObject', condition);
    } catch (error) {
      await this.blobs.remove([blob]);
      throw error;
    }
  }

  /** Copies without copying bytes. */
  async copy(
    source: ObjectRecord,
    bucket: string,
    key: string,
    attributes: ObjectAttributes,
  ): Promise<ObjectRecord> {
    const blob = this.blobs.newId();
    await this.blobs.duplicate(source.blob, blob);
    const { size, etag } = source;
    return this.commit({ bucket, key, blob, size, etag, attributes }, 'CopyObject');
  }

  /**
   * Makes a blob the object under its key and tells the listeners.
   *
   * @param alongside - further changes of the same transaction
   */
  async commit(
    candidate: Candidate,
    reason: ObjectCreated['reason'],
    condition: WriteCondition = () => {},
    alongside: () => void = () => {},
  ): Promise<ObjectRecord> {
    const { bucket, key, size, etag, blob } = candidate;
    const [record, replaced] = transaction(this.database, () => {
      if (!this.hasBucket(bucket)) throw noSuchBucket(bucket);
      const current = this.head(bucket, key);
      condition(current);
      alongside();
      const attributes = JSON.stringify(candidate.attributes);
      const row = { bucket, key, size, etag, attributes, modified_at: Date.now(), blob };
      this.database
        .prepare(
          'INSERT OR REPLACE INTO objects VALUES (:bucket, :key, :size, :etag, :attributes, :modified_at, :blob)',
        )
        .run(row);
      return [this.#record(row), current];
    });
    if (replaced) await this.blobs.remove([replaced.blob]);
    this.#announce({ object: record, reason });
    return record;
  }

  async delete(bucket: string, key: string): Promise<void> {
    const row = this.database
      .prepare('DELETE FROM objects WHERE bucket = ? AND key = ? RETURNING blob')
      .get(bucket, key) as { blob: string } | undefined;
    if (row) await this.blobs.remove([row.blob]);
  }

  list(bucket: string, prefix: string): StoredObject[] {
    return [...this.scan(bucket, prefix, '')];
  }

  /** The objects whose keys start with `prefix` and come after `after`, in the order of keys. */
  *scan(bucket: string, prefix: string, after: string): Generator<ObjectRecord> {
    const rows = this.database
      .prepare(
        'SELECT * FROM objects WHERE bucket = ? AND key >= ? AND key > ? AND key < ? ORDER BY key',
      )
      .iterate(bucket, prefix, after, afterPrefix(prefix));
    for (const row of rows) yield this.#record(row as unknown as ObjectRow);
  }

  onCreated(listener: (event: ObjectCreated) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.database.close();
  }

  #announce(event: ObjectCreated): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        console.error(`local s3: a listener failed for ${event.object.key}:`, error);
      }
    }
  }

  #record(row: ObjectRow): ObjectRecord {
    const attributes = JSON.parse(row.attributes) as ObjectAttributes;
    const { contentType, cacheControl, metadata } = attributes;
    return {
      bucket: row.bucket,
      key: row.key,
      size: row.size,
      etag: row.etag,
      contentType,
      ...(cacheControl !== undefined && { cacheControl }),
      metadata,
      lastModified: new Date(row.modified_at),
      filePath: this.blobs.path(row.blob),
      attributes,
      blob: row.blob,
    };
  }
}

/** Sorts after every key that starts with `prefix`: no key holds Unicode's last code point. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}
