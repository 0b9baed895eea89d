import { createHash, randomBytes } from 'node:crypto';
import { AwsError } from '../aws/errors.ts';
import { transaction } from '../storage/database.ts';
import { malformedXml, noSuchUpload } from './errors.ts';
import type { ObjectAttributes, ObjectRecord } from './object-record.ts';
import type { LocalObjectStore, WriteCondition } from './store.ts';

/** An unfinished multipart upload. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly attributes: ObjectAttributes;
  readonly initiatedAt: Date;
}

export interface Part {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly blob: string;
  readonly start: number;
  readonly modified_at: number;
}

/** All parts but the last have at least 5 MiB (S3 User Guide, "Multipart upload limits"). */
const minPartBytes = 5 * 1024 * 1024;
/** How long a repeated CompleteMultipartUpload gets the same answer, in milliseconds. */
const rememberCompletedMillis = 60 * 60 * 1000;

interface UploadRow {
  id: string;
  bucket: string;
  key: string;
  attributes: string;
  initiated_at: number;
  blob: string;
  slot_size: number | null;
  completed_etag: string | null;
}

/**
 * Multipart uploads. Parts are written where they will lie in the finished object, so that
 * completing moves no bytes: the size of the first part that arrives is taken for the size of all,
 * and a part that does not fit its slot, or comes a second time, gets a file of its own. Only then
 * does completing have to join files.
 */
export class Uploads {
  readonly #store: LocalObjectStore;
  /** Parts on their way, as `upload/number`. */
  readonly #arriving = new Set<string>();
  readonly #completing = new Map<string, Promise<ObjectRecord>>();

  constructor(store: LocalObjectStore) {
    this.#store = store;
    this.#forgetCompleted();
  }

  /** Removes the files of a killed process that belong to no object and no unfinished upload. */
  sweep(): void {
    const rows = this.#store.database
      .prepare(
        `SELECT blob FROM objects UNION SELECT blob FROM parts
         UNION SELECT blob FROM uploads WHERE completed_at IS NULL`,
      )
      .all();
    const named = new Set(rows.map((row) => row.blob));
    this.#store.blobs.sweep((blob) => named.has(blob));
  }

  create(bucket: string, key: string, attributes: ObjectAttributes): Upload {
    this.#forgetCompleted();
    const id = randomBytes(24).toString('base64url');
    const initiatedAt = new Date();
    this.#store.database
      .prepare(
        'INSERT INTO uploads (id, bucket, key, attributes, initiated_at, blob) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(id, bucket, key, JSON.stringify(attributes), +initiatedAt, this.#store.blobs.newId());
    return { id, bucket, key, attributes, initiatedAt };
  }

  /** @throws AwsError `NoSuchUpload` unless it is unfinished and of this key */
  find(id: string, bucket: string, key: string): Upload {
    return toUpload(this.#unfinished(id, bucket, key));
  }

  /** Unfinished uploads, by key and then by start. */
  list(bucket: string, prefix: string): Upload[] {
    const rows = this.#store.database
      .prepare(
        'SELECT * FROM uploads WHERE bucket = ? AND completed_at IS NULL ORDER BY key, initiated_at',
      )
      .all(bucket) as unknown as UploadRow[];
    return rows.map(toUpload).filter(({ key }) => key.startsWith(prefix));
  }

  /** Parts numbered above `after`, in order. */
  parts(uploadId: string, after = 0, limit = -1): Part[] {
    return this.#store.database
      .prepare('SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?')
      .all(uploadId, after, limit) as unknown as Part[];
  }

  /**
   * Stores one part, in place of an earlier one with its number.
   *
   * @param size - how many bytes `body` has
   */
  async writePart(
    upload: Upload,
    number: number,
    size: number,
    body: AsyncIterable<Buffer>,
  ): Promise<{ etag: string; modifiedAt: Date }> {
    const { blobs } = this.#store;
    const token = `${upload.id}/${number}`;
    const slot = this.#arriving.has(token) ? undefined : this.#slot(upload.id, number, size);
    const { blob, start } = slot ?? { blob: blobs.newId(), start: 0 };
    if (slot) this.#arriving.add(token);
    try {
      const written = await blobs.write(blob, body, start);
      return await this.#record(upload, {
        number,
        etag: written.md5,
        size: written.size,
        blob,
        start,
      });
    } catch (error) {
      if (!slot) await blobs.remove([blob]);
      throw error;
    } finally {
      if (slot) this.#arriving.delete(token);
    }
  }

  async abort(upload: Upload): Promise<void> {
    const row = this.#unfinished(upload.id, upload.bucket, upload.key);
    const blobs = [row.blob, ...this.parts(upload.id).map((part) => part.blob)];
    this.#store.database.prepare('DELETE FROM uploads WHERE id = ?').run(upload.id);
    await this.#store.blobs.remove(blobs);
  }

  /**
   * Makes the listed parts an object. Asked again within the hour it answers the same.
   *
   * @returns the ETag, without quotes
   */
  async complete(
    id: string,
    bucket: string,
    key: string,
    listed: readonly { number: number; etag: string }[],
    condition?: WriteCondition,
  ): Promise<string> {
    const done = this.#row(id, bucket, key)?.completed_etag;
    if (done) return done;
    const row = this.#unfinished(id, bucket, key);
    const running = this.#completing.get(id) ?? this.#assemble(row, listed, condition);
    this.#completing.set(id, running);
    try {
      return (await running).etag;
    } finally {
      this.#completing.delete(id);
    }
  }

  async #assemble(
    row: UploadRow,
    listed: readonly { number: number; etag: string }[],
    condition: WriteCondition | undefined,
  ): Promise<ObjectRecord> {
    const { database, blobs } = this.#store;
    const stored = this.parts(row.id);
    const parts = choose(stored, listed);
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    const blob = this.#isWhole(row, parts) ? row.blob : blobs.newId();
    const last = parts.at(-1)?.number ?? 0;
    if (blob === row.blob) {
      // Parts beyond the last listed one are about to lose their bytes, so their rows go first.
      database.prepare('DELETE FROM parts WHERE upload = ? AND number > ?').run(row.id, last);
      await blobs.truncate(blob, size);
    } else {
      await blobs.assemble(blob, parts);
    }
    const etag = multipartEtag(parts);
    const attributes = JSON.parse(row.attributes) as ObjectAttributes;
    const candidate = { bucket: row.bucket, key: row.key, blob, size, etag, attributes };
    const markCompleted = () => {
      this.#unfinished(row.id, row.bucket, row.key);
      database.prepare('DELETE FROM parts WHERE upload = ?').run(row.id);
      database
        .prepare('UPDATE uploads SET completed_etag = ?, completed_at = ? WHERE id = ?')
        .run(etag, Date.now(), row.id);
    };
    try {
      const object = await this.#store.commit(
        candidate,
        'CompleteMultipartUpload',
        condition,
        markCompleted,
      );
      const left = new Set([row.blob, ...stored.map((part) => part.blob)]);
      left.delete(blob);
      await blobs.remove(left);
      return object;
    } catch (error) {
      if (blob !== row.blob) await blobs.remove([blob]);
      throw error;
    }
  }

  /**
   * Whether the upload's blob already contains these parts in order, and no write is in progress.
   */
  #isWhole(row: UploadRow, parts: readonly Part[]): boolean {
    if ([...this.#arriving].some((token) => token.startsWith(`${row.id}/`))) return false;
    let end = 0;
    return parts.every((part) => {
      const fits = part.blob === row.blob && part.start === end;
      end += part.size;
      return fits;
    });
  }

  /** Where in the upload's blob a part goes, if it can go there. */
  #slot(id: string, number: number, size: number): { blob: string; start: number } | undefined {
    const { database } = this.#store;
    if (this.#completing.has(id)) return undefined;
    if (database.prepare('SELECT 1 FROM parts WHERE upload = ? AND number = ?').get(id, number))
      return undefined;
    const row = database
      .prepare(
        'UPDATE uploads SET slot_size = coalesce(slot_size, ?) WHERE id = ? RETURNING blob, slot_size',
      )
      .get(size, id) as { blob: string; slot_size: number } | undefined;
    if (!row || size > row.slot_size) return undefined;
    return { blob: row.blob, start: (number - 1) * row.slot_size };
  }

  async #record(upload: Upload, part: Omit<Part, 'modified_at'>) {
    const { database, blobs } = this.#store;
    const modifiedAt = new Date();
    const replaced = transaction(database, () => {
      const row = this.#unfinished(upload.id, upload.bucket, upload.key);
      const before = this.parts(upload.id, part.number - 1, 1)[0];
      database
        .prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(upload.id, part.number, part.size, part.etag, part.blob, part.start, +modifiedAt);
      return before?.number === part.number && before.blob !== row.blob ? before.blob : undefined;
    });
    if (replaced) await blobs.remove([replaced]);
    return { etag: part.etag, modifiedAt };
  }

  #unfinished(id: string, bucket: string, key: string): UploadRow {
    const row = this.#row(id, bucket, key);
    if (!row || row.completed_etag !== null) throw noSuchUpload(id);
    return row;
  }

  #row(id: string, bucket: string, key: string): UploadRow | undefined {
    return this.#store.database
      .prepare('SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?')
      .get(id, bucket, key) as unknown as UploadRow | undefined;
  }

  #forgetCompleted(): void {
    this.#store.database
      .prepare('DELETE FROM uploads WHERE completed_at < ?')
      .run(Date.now() - rememberCompletedMillis);
  }
}

function toUpload(row: UploadRow): Upload {
  const attributes = JSON.parse(row.attributes) as ObjectAttributes;
  const { id, bucket, key } = row;
  return { id, bucket, key, attributes, initiatedAt: new Date(row.initiated_at) };
}

/** The stored parts that the client listed. */
function choose(
  stored: readonly Part[],
  listed: readonly { number: number; etag: string }[],
): Part[] {
  if (listed.length === 0) throw malformedXml('at least one part must be listed');
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  let previous = 0;
  const chosen = listed.map(({ number, etag }) => {
    if (number <= previous)
      throw new AwsError('InvalidPartOrder', 'The parts must be listed in ascending order.');
    previous = number;
    const part = byNumber.get(number);
    if (part?.etag !== etag)
      throw new AwsError(
        'InvalidPart',
        `Part ${number} was not uploaded, or its ETag is not the one listed.`,
        400,
        { PartNumber: String(number) },
      );
    return part;
  });
  const small = chosen.slice(0, -1).find((part) => part.size < minPartBytes);
  if (small)
    throw new AwsError(
      'EntityTooSmall',
      `Part ${small.number} has ${small.size} bytes: all but the last need ${minPartBytes}.`,
    );
  return chosen;
}

/** MD5 of the parts' MD5s, and how many they are. */
function multipartEtag(parts: readonly Part[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}
