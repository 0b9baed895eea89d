import { createHash, randomUUID } from 'node:crypto';
import type { Video } from '@tidecast/catalog/video';
import type { CaptionStore } from '../src/features/captions/service.ts';
import type { StoredPart, UploadStore } from '../src/features/uploads/upload-store.ts';

/** The source and media buckets as the API's ports see them. */
export interface FakeBuckets {
  readonly uploads: UploadStore & {
    /** Stands for the browser's PUT to a signed URL. */
    put(videoId: string, partNumber: number, size: number): StoredPart;
    /** Uploads that are neither completed nor aborted. */
    readonly open: ReadonlyMap<string, Map<number, StoredPart>>;
    readonly objects: Map<string, { etag: string; size: number }>;
  };
  readonly captions: CaptionStore & { readonly files: ReadonlyMap<string, string> };
  /** Ids of videos whose playlist has been written. */
  readonly playlists: Set<string>;
  readonly purged: string[];
  /** Ids of videos for whose sake cached feeds were dropped. */
  readonly forgotten: string[];
  readonly requested: Video[];
}

export function createFakeBuckets(): FakeBuckets {
  const open = new Map<string, Map<number, StoredPart>>();
  const objects = new Map<string, { etag: string; size: number }>();
  const files = new Map<string, string>();
  const idOf = new Map<string, string>();

  return {
    playlists: new Set(),
    purged: [],
    forgotten: [],
    requested: [],
    uploads: {
      open,
      objects,
      put(videoId, partNumber, size) {
        const etag = createHash('md5').update(`${videoId} ${partNumber} ${size}`).digest('hex');
        const part = { partNumber, etag, size };
        open.get(idOf.get(videoId) ?? '')?.set(partNumber, part);
        return part;
      },
      async begin(key) {
        const uploadId = randomUUID();
        open.set(uploadId, new Map());
        idOf.set(key.split('/')[2] ?? '', uploadId);
        return { key, uploadId };
      },
      async abort({ uploadId }) {
        open.delete(uploadId);
      },
      async parts({ uploadId }) {
        const parts = open.get(uploadId);
        return parts && [...parts.values()].sort((a, b) => a.partNumber - b.partNumber);
      },
      async signPart({ key }, partNumber, size) {
        return `https://bucket.example/${key}?partNumber=${partNumber}&size=${size}`;
      },
      async complete({ key, uploadId }, parts) {
        if (!open.delete(uploadId)) return undefined;
        const etag = `${createHash('md5').update(key).digest('hex')}-${parts.length}`;
        objects.set(key, { etag, size: parts.reduce((sum, { size }) => sum + size, 0) });
        return etag;
      },
      async find(key) {
        return objects.get(key);
      },
    },
    captions: {
      files,
      async put(key, webvtt) {
        files.set(key, webvtt);
      },
      async get(key) {
        return files.get(key);
      },
      async remove(key) {
        files.delete(key);
      },
    },
  };
}
