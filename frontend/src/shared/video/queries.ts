import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';

/** Cards on one page of the feed: fills the grid at 2, 3 and 4 columns. */
const feedPage = 24;

/** The public feed, or what is found in it. */
export function feedQuery(query: string) {
  return infiniteQueryOptions({
    queryKey: ['feed', query],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/videos', {
          params: {
            query: {
              limit: feedPage,
              ...(query && { query }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 30_000,
  });
}

export function videoQuery(id: string) {
  return queryOptions({
    queryKey: ['video', id],
    queryFn: ({ signal }) => dataOf(api.GET('/videos/{id}', { params: { path: { id } }, signal })),
    staleTime: 10_000,
  });
}

/** The grant is renewed this long before it ends, in ms. */
const renewBefore = 10 * 60_000;

/** Permission to watch; asking for it also sets the signed cookies. */
export function playbackQuery(id: string) {
  return queryOptions({
    queryKey: ['playback', id],
    queryFn: ({ signal }) =>
      dataOf(api.POST('/videos/{id}/playback', { params: { path: { id } }, signal })),
    staleTime: 60_000,
    // Cookies must not outlive the wish to watch, so nothing is renewed once the page is left.
    refetchInterval: ({ state: { data } }) =>
      data ? Math.max(60_000, Date.parse(data.expiresAt) - renewBefore - Date.now()) : false,
    refetchIntervalInBackground: true,
  });
}

export function myVideosQuery() {
  return infiniteQueryOptions({
    queryKey: ['my-videos'],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/me/videos', {
          params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 5000,
  });
}
