import type { QueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../../shared/api/client.ts';
import { setActivity } from '../../../shared/ui/activity.ts';
import { myVideosQuery } from '../../../shared/video/queries.ts';
import { contentTypeOf, plainName, titleOf } from './check-file.ts';
import { putPart } from './put-part.ts';
import { readVideoFile } from './read-video-file.ts';
import { isUnderWay, type UploadItem } from './upload-item.ts';
import { createUploadQueue, type UploadQueue } from './upload-queue.ts';

let queue: UploadQueue | undefined;

/** The one queue of the page; it goes on while other pages are looked at. */
export function uploadsOf(queryClient: QueryClient): UploadQueue {
  queue ??= connect(queryClient);
  return queue;
}

function connect(queryClient: QueryClient): UploadQueue {
  const path = (id: string) => ({ params: { path: { id } } });
  const created = createUploadQueue({
    create: async (item) => (await dataOf(api.POST('/videos', { body: newVideo(item) }))).video,
    listParts: (id) => dataOf(api.GET('/videos/{id}/upload', path(id))),
    signParts: async (id, partNumbers) =>
      (await dataOf(api.POST('/videos/{id}/upload/parts', { ...path(id), body: { partNumbers } })))
        .parts,
    complete: (id, parts) =>
      dataOf(api.POST('/videos/{id}/upload/complete', { ...path(id), body: { parts } })),
    abandon: (id) => dataOf(api.DELETE('/videos/{id}/upload', path(id))),
    estimate: ({ duration, width, height }) =>
      dataOf(api.POST('/estimate', { body: { durationSeconds: duration, width, height } })),
    read: readVideoFile,
    putPart,
    now: () => performance.now(),
    onVideosChanged: () => {
      void queryClient.invalidateQueries({ queryKey: myVideosQuery().queryKey });
    },
  });
  created.subscribe(() => informHeader(created));
  window.addEventListener('beforeunload', (event) => {
    if (created.isBusy()) event.preventDefault();
  });
  return created;
}

function newVideo({ file, title, visibility, facts }: UploadItem) {
  return {
    title: title.trim() || titleOf(file.name),
    visibility,
    fileName: plainName(file.name),
    size: file.size,
    contentType: contentTypeOf(file),
    ...(facts && { durationSeconds: facts.duration }),
  };
}

function informHeader(uploads: UploadQueue): void {
  const active = uploads.current().filter(isUnderWay);
  const total = active.reduce((sum, { file }) => sum + file.size, 0);
  const sent = active.reduce((sum, item) => sum + item.sent, 0);
  setActivity({ uploads: active.length, fraction: total > 0 ? sent / total : 0 });
}
