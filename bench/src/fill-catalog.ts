import { randomBytes } from 'node:crypto';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { newVideoId } from '@tidecast/catalog/video-id';
import {
  hlsKey,
  postersPrefix,
  sourceKey,
  storyboardKey,
} from '@tidecast/platform/storage/bucket-layout';
import { openCatalog } from './catalog-client.ts';

/** Rows under way at once. */
const writers = 8;

/** Puts ready public videos into the catalog, step by step as the service would. */
export async function fillCatalog(awsUrl: string, count: number): Promise<void> {
  const { catalog, close } = openCatalog(awsUrl);
  try {
    let next = 0;
    const write = async () => {
      while (next < count) await addVideo(catalog, next++);
    };
    await Promise.all(Array.from({ length: writers }, write));
  } finally {
    close();
  }
}

async function addVideo(catalog: VideoCatalog, index: number): Promise<void> {
  const owner = index % 50;
  const id = newVideoId();
  await catalog.create({
    id,
    ownerId: `owner-${owner}`,
    ownerName: `Creator ${owner}`,
    title: `Film ${index}: a walk along the sea wall at low tide`,
    description: 'Two sentences, as people write them. Wind, gulls and a long horizon.',
    visibility: 'public',
    source: {
      key: sourceKey(`owner-${owner}`, id),
      size: 80_000_000,
      contentType: 'video/mp4',
      fileName: `film-${index}.mp4`,
    },
  });
  await catalog.markUploaded(id, { etag: randomBytes(16).toString('hex'), size: 80_000_000 });
  const heights = [1080, 720, 540, 360, 270];
  const outcome = await catalog.markReady(
    { videoId: id, attempt: 1 },
    {
      jobId: `job-${index}`,
      at: Date.now(),
      media: {
        duration: 60,
        width: 1920,
        height: 1080,
        hlsKey: hlsKey(id),
        posterKey: `${postersPrefix}${randomBytes(16).toString('hex')}.jpg`,
        storyboardKey: storyboardKey(id),
        renditions: heights.map((rung) => ({
          rung,
          width: Math.round((rung * 16) / 9),
          height: rung,
          bitrate: rung * 3_000,
        })),
      },
    },
  );
  if (!outcome.applied) throw new Error(`film ${index} did not become ready`);
}
