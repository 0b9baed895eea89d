import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Video, VideoPage } from '../../shared/api/types.ts';

/** A video as some list knows it already, to show while the newest record is fetched. */
export function findCachedVideo(queryClient: QueryClient, id: string): Video | undefined {
  for (const queryKey of [['feed'], ['my-videos']]) {
    for (const [, list] of queryClient.getQueriesData<InfiniteData<VideoPage>>({ queryKey })) {
      const found = list?.pages.flatMap(({ items }) => items).find((video) => video.id === id);
      if (found) return found;
    }
  }
  return undefined;
}
