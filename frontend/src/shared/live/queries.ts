import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { api, dataOf } from '../api/client.ts';

/** How long a list of who is live stays true enough, in ms. */
const listEvery = 30_000;

/** A page shows live or offline within 5 s of the event: asked every 3 s while it is looked at. */
const channelEvery = 3000;

export function liveChannelsQuery() {
  return infiniteQueryOptions({
    queryKey: ['live'],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/live/channels', {
          params: { query: { live: 'true', ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 5000,
    refetchInterval: listEvery,
  });
}

/** One channel, followed for as long as the page is in sight. */
export function channelQuery(id: string) {
  return queryOptions({
    queryKey: ['channel', id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/live/channels/{id}', { params: { path: { id } }, signal })),
    staleTime: 1000,
    // However often that fails: only a channel that is closed will not come back.
    refetchInterval: ({ state: { data, error } }) =>
      data === undefined || (error instanceof ApiError && error.status === 404)
        ? false
        : channelEvery,
    refetchOnWindowFocus: true,
  });
}
