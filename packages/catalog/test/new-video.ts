import { ulid } from 'ulid';
import type { NewVideo } from '../src/video-catalog.ts';

/** A video as the API creates it, with whatever a test cares about in place of the usual. */
export function newVideo(changes: Partial<NewVideo> = {}): NewVideo {
  const id = changes.id ?? ulid();
  const ownerId = changes.ownerId ?? 'owner-1';
  return {
    id,
    ownerId,
    ownerName: 'Mina',
    title: 'The tide at Muchangpo',
    description: 'Two hours before low water',
    visibility: 'public',
    source: {
      key: `u/${ownerId}/${id}/source`,
      size: 1_000,
      contentType: 'video/mp4',
      fileName: 'tide.mp4',
      upload: { uploadId: 'upload-1', partSize: 8_388_608, partCount: 1 },
    },
    ...changes,
  };
}
