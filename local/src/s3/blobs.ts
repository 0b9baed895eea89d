import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { copyFile, type FileHandle, link, open, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ByteRange } from './object-store.ts';

/** What has been written: size in bytes, MD5 in hex. */
export interface Written {
  readonly size: number;
  readonly md5: string;
}

/** How much is gathered before one write: large enough for the disk, small enough for memory. */
const batchBytes = 1024 * 1024;

/**
 * Files of bytes under random names, spread over 256 directories. A key never becomes a path. A
 * blob counts from the moment a row of the database names it; one that none names is litter.
 */
export class Blobs {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    for (let byte = 0; byte < 256; byte++)
      mkdirSync(join(directory, byte.toString(16).padStart(2, '0')), { recursive: true });
  }

  newId(): string {
    return randomBytes(16).toString('hex');
  }

  path(id: string): string {
    return join(this.#directory, id.slice(0, 2), id);
  }

  /** Writes a stream at `position`, making the blob if need be. Its bytes are never all in memory. */
  async write(id: string, body: AsyncIterable<Buffer>, position = 0): Promise<Written> {
    // Opened for writing without truncation: parts of one upload share a blob.
    const file = await open(this.path(id), 'a').then(async (created) => {
      await created.close();
      return open(this.path(id), 'r+');
    });
    try {
      return await writeAll(file, body, position);
    } finally {
      await file.close();
    }
  }

  /** The file is opened before this returns: removing the blob afterwards does not end the reading. */
  read(id: string, range?: ByteRange): Readable {
    const fd = openSync(this.path(id), 'r');
    return createReadStream('', { fd, highWaterMark: batchBytes, ...range });
  }

  /** Joins byte ranges of blobs into a new one. */
  async assemble(id: string, pieces: readonly { blob: string; start: number; size: number }[]) {
    const target = await open(this.path(id), 'wx');
    const buffer = Buffer.allocUnsafe(4 * batchBytes);
    let position = 0;
    try {
      for (const piece of pieces) {
        const source = await open(this.path(piece.blob), 'r');
        try {
          for (let done = 0; done < piece.size; ) {
            const length = Math.min(buffer.length, piece.size - done);
            const { bytesRead } = await source.read(buffer, 0, length, piece.start + done);
            if (bytesRead === 0)
              throw new Error(`part file ${piece.blob} is shorter than recorded`);
            await writeBatch(target, [buffer.subarray(0, bytesRead)], position);
            done += bytesRead;
            position += bytesRead;
          }
        } finally {
          await source.close();
        }
      }
    } finally {
      await target.close();
    }
  }

  /** MD5 of a file somewhere, and its size. */
  async measure(path: string): Promise<Written> {
    const hash = createHash('md5');
    let size = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: batchBytes })) {
      hash.update(chunk);
      size += chunk.length;
    }
    return { size, md5: hash.digest('hex') };
  }

  /** Moves a file in from wherever it is. */
  async adopt(id: string, path: string): Promise<void> {
    await rename(path, this.path(id)).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EXDEV') throw error;
      await copyFile(path, this.path(id));
      await rm(path);
    });
  }

  /** Blobs that an object owns never change, so a copy is a second name of the same bytes. */
  async duplicate(id: string, copyId: string): Promise<void> {
    await link(this.path(id), this.path(copyId)).catch(() =>
      copyFile(this.path(id), this.path(copyId)),
    );
  }

  async truncate(id: string, size: number): Promise<void> {
    await truncate(this.path(id), size);
  }

  /** Never fails: what cannot be removed now is litter, and swept at the next start. */
  async remove(ids: Iterable<string>): Promise<void> {
    for (const id of ids) await rm(this.path(id), { force: true }).catch(() => {});
  }

  /** Removes what a killed process left half written. */
  sweep(isNamed: (id: string) => boolean): void {
    for (const directory of readdirSync(this.#directory))
      for (const id of readdirSync(join(this.#directory, directory)))
        if (!isNamed(id)) rmSync(this.path(id), { force: true });
  }
}

async function writeAll(
  file: FileHandle,
  body: AsyncIterable<Buffer>,
  position: number,
): Promise<Written> {
  const hash = createHash('md5');
  let [size, batch, batchSize] = [0, [] as Buffer[], 0];
  let writing: Promise<unknown> = Promise.resolve();
  // While one batch is on its way to the disk the next is hashed.
  const flush = async () => {
    await writing;
    if (batchSize === 0) return;
    writing = writeBatch(file, batch, position + size);
    // Rejections are seen at the next await; this only keeps Node from calling them unhandled.
    writing.catch(() => {});
    size += batchSize;
    [batch, batchSize] = [[], 0];
  };
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      batch.push(chunk);
      batchSize += chunk.length;
      if (batchSize >= batchBytes) await flush();
    }
    await flush();
  } finally {
    await writing.catch(() => {});
  }
  await writing;
  return { size, md5: hash.digest('hex') };
}

async function writeBatch(file: FileHandle, batch: Buffer[], position: number): Promise<void> {
  const total = batch.reduce((sum, chunk) => sum + chunk.length, 0);
  let { bytesWritten: done } = await file.writev(batch, position);
  // A full disk shows as a short write first; writing the rest then gives the error itself.
  while (done < total) {
    const rest = Buffer.concat(batch).subarray(done);
    done += (await file.write(rest, 0, rest.length, position + done)).bytesWritten;
  }
}
