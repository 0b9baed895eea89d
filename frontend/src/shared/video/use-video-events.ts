import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { lastStatuses, statusEventName } from '@tidecast/contract/vocabulary';
import { useEffect } from 'react';
import { addressOf } from '../api/addresses.ts';
import type { StatusEvent, Video, VideoPage } from '../api/types.ts';
import { myVideosQuery, playbackQuery, videoQuery } from './queries.ts';

/** Waits before a stream is opened again after the server refused it, in ms. */
const reopenAfter = [2000, 5000, 10_000, 30_000];

/**
 * Over HTTP/1.1 a browser keeps six connections to a host and every stream holds one, so only the
 * first few videos are followed live.
 */
export const followedAtOnce = 3;

/** Follows the encode of videos that are not done, and keeps what the page knows of them true. */
export function useVideoEvents(ids: readonly string[]): void {
  const queryClient = useQueryClient();
  const followed = ids.slice(0, followedAtOnce).join(' ');
  useEffect(() => {
    const stops = followed
      .split(' ')
      .filter(Boolean)
      .map((id) => follow(queryClient, id));
    return () => {
      for (const stop of stops) stop();
    };
  }, [followed, queryClient]);
}

function follow(queryClient: QueryClient, id: string): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refusals = 0;

  const open = () => {
    source = new EventSource(addressOf('/videos/{id}/events', id));
    source.addEventListener(statusEventName, (message) => {
      refusals = 0;
      const event = JSON.parse(message.data) as StatusEvent;
      applyStatus(queryClient, id, event);
      if (lastStatuses.includes(event.status)) source?.close();
    });
    source.addEventListener('error', () => {
      // While connecting the browser tries again by itself; closed means refused.
      if (source?.readyState !== EventSource.CLOSED) return;
      // Fetching the video renews an expired session, and shows whether there is more to follow.
      void queryClient.invalidateQueries({ queryKey: videoQuery(id).queryKey });
      timer = setTimeout(open, reopenAfter[Math.min(refusals, reopenAfter.length - 1)]);
      refusals += 1;
    });
  };

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** Writes a status into everything cached of a video. */
export function applyStatus(queryClient: QueryClient, id: string, event: StatusEvent): void {
  const before = queryClient.getQueryData<Video>(videoQuery(id).queryKey);
  const change = (video: Video): Video => (video.id === id ? { ...video, ...event } : video);
  queryClient.setQueryData<Video>(videoQuery(id).queryKey, (video) => video && change(video));
  queryClient.setQueryData<InfiniteData<VideoPage>>(
    myVideosQuery().queryKey,
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({ ...page, items: page.items.map(change) })),
      },
  );
  if (!lastStatuses.includes(event.status)) return;
  // Length, poster and qualities come with the whole record.
  void queryClient.invalidateQueries({ queryKey: videoQuery(id).queryKey });
  void queryClient.invalidateQueries({ queryKey: myVideosQuery().queryKey });
  void queryClient.invalidateQueries({ queryKey: ['feed'] });
  if (before?.status !== event.status) {
    void queryClient.invalidateQueries({ queryKey: playbackQuery(id).queryKey });
  }
}
