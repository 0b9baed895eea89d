import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../../shared/api/client.ts';
import type { OwnChannel } from '../../../shared/api/live-types.ts';

/** How often state, health and viewers are asked for while the panel is looked at, in ms. */
const pollEvery = 3000;

/** The signed-in user's channel, with what only its owner sees; null while there is none. */
export const myChannelQuery = queryOptions({
  queryKey: ['my-channel'],
  queryFn: async ({ signal, client }): Promise<OwnChannel | null> => {
    const known = client.getQueryData<OwnChannel | null>(['my-channel'])?.id;
    const id = known ?? (await ownChannels(signal)).items[0]?.id;
    if (id === undefined) return null;
    return dataOf(api.GET('/live/channels/{id}', { params: { path: { id } }, signal }));
  },
  refetchInterval: ({ state }) => (state.data ? pollEvery : false),
  refetchOnWindowFocus: true,
});

function ownChannels(signal: AbortSignal) {
  return dataOf(api.GET('/live/channels', { params: { query: { owner: 'me' } }, signal }));
}

export function streamKeyQuery(id: string) {
  return queryOptions({
    queryKey: ['stream-key', id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/live/channels/{id}/stream-key', { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    // A key is not kept when its page is left.
    gcTime: 0,
  });
}

/** Opens the channel; asked twice, it is the same one. */
export function useOpenChannel() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (title: string) => dataOf(api.POST('/live/channels', { body: { title } })),
    onSuccess: (channel) => queryClient.setQueryData(myChannelQuery.queryKey, channel),
  });
}

/** Changes something of the channel, and fetches it again. */
export function useChangeChannel<Change>(
  id: string,
  change: (change: Change) => Promise<unknown>,
  onDone?: () => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
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
    mutationFn: () => dataOf(api.DELETE('/live/channels/{id}', { params: { path: { id } } })),
    onSuccess: () => {
      queryClient.setQueryData(myChannelQuery.queryKey, null);
      queryClient.removeQueries({ queryKey: ['channel', id] });
      void queryClient.invalidateQueries({ queryKey: ['live'] });
    },
  });
}
