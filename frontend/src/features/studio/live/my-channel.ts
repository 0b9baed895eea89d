import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { askLive, channelPath, getChannel } from '../../../shared/api/live-client.ts';
import type { ChannelPage, OwnChannel, StreamKey } from '../../../shared/api/live-types.ts';

/** How often state, health and viewers are asked for while the panel is looked at, in ms. */
const pollEvery = 3000;

/** The channel of whoever is signed in, with what only its owner sees; null while there is none. */
export const myChannelQuery = queryOptions({
  queryKey: ['my-channel'],
  queryFn: async ({ signal, client }): Promise<OwnChannel | null> => {
    const known = client.getQueryData<OwnChannel | null>(['my-channel'])?.id;
    const id = known ?? (await askLive<ChannelPage>('/channels?owner=me', { signal })).items[0]?.id;
    return id === undefined ? null : getChannel(id, signal);
  },
  refetchInterval: ({ state }) => (state.data ? pollEvery : false),
  refetchOnWindowFocus: true,
});

export function streamKeyQuery(id: string) {
  return queryOptions({
    queryKey: ['stream-key', id],
    queryFn: ({ signal }) => askLive<StreamKey>(channelPath(id, '/stream-key'), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    // A key is not kept when its page is left.
    gcTime: 0,
  });
}

/** Opens the channel; asked twice, it is the same one. */
export function useOpenChannel() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (title: string) =>
      askLive<OwnChannel>('/channels', { method: 'POST', body: { title } }),
    onSuccess: (channel) => queryClient.setQueryData(myChannelQuery.queryKey, channel),
  });
}

interface ChannelChange {
  method: 'POST' | 'PATCH' | 'DELETE';
  /** Below the channel. */
  rest?: string;
  body?: object;
}

/** Changes something of the channel, and asks for it anew. */
export function useChangeChannel(id: string, onDone?: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ method, rest = '', body }: ChannelChange) =>
      askLive<unknown>(channelPath(id, rest), { method, ...(body && { body }) }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: myChannelQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: ['channel', id] });
      onDone?.();
    },
  });
}

/** Removes the channel and all that belongs to it. */
export function useCloseChannel(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => askLive<unknown>(channelPath(id), { method: 'DELETE' }),
    onSuccess: () => {
      queryClient.setQueryData(myChannelQuery.queryKey, null);
      queryClient.removeQueries({ queryKey: ['channel', id] });
      void queryClient.invalidateQueries({ queryKey: ['live'] });
    },
  });
}
