import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { getChannel, getLiveChannels } from '../api/live-client.ts';

/** How long a list of who is live stays true enough, in ms. */
const listEvery = 30_000;

/** A page shows live or offline within 5 s of the event: asked every 3 s while it is looked at. */
const channelEvery = 3000;

export function liveChannelsQuery() {
  return infiniteQueryOptions({
    queryKey: ['live'],
    queryFn: ({ pageParam, signal }) => getLiveChannels(pageParam, signal),
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
    queryFn: ({ signal }) => getChannel(id, signal),
    staleTime: 1000,
    refetchInterval: ({ state }) => (state.status === 'error' ? false : channelEvery),
    refetchOnWindowFocus: true,
  });
}
