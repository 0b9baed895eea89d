import { useQueries } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, dataOf } from '../../../shared/api/client.ts';
import type { ReplayMessage, ReplayPage } from '../../../shared/api/live-types.ts';
import { type ReplayWindow, saidBy, windowsAt } from './replay-windows.ts';

/** How often the chat looks where the player stands, in ms. */
const lookEvery = 500;

/** What had been said in a recording by where the player stands, fetched a minute at a time. */
export function useReplay(videoId: string, position: () => number) {
  const [at, setAt] = useState(position);
  useEffect(() => {
    const timer = setInterval(() => setAt(position()), lookEvery);
    return () => clearInterval(timer);
  }, [position]);

  const windows = useQueries({
    queries: windowsAt(at).map(({ from, to }) => ({
      queryKey: ['chat-replay', videoId, from],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchWindow(videoId, { from, to }, signal),
      // What was said is said.
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  return {
    messages: saidBy(
      windows.flatMap(({ data }) => data ?? []),
      at,
    ),
    loading: windows.some(({ isPending }) => isPending),
    failed: windows.some(({ isError }) => isError),
    retry: () => {
      for (const window of windows) if (window.isError) void window.refetch();
    },
  };
}

/** All of it, however much: the newest come last, and they are what is shown. */
async function fetchWindow(videoId: string, { from, to }: ReplayWindow, signal: AbortSignal) {
  const messages: ReplayMessage[] = [];
  let cursor: string | null = null;
  do {
    const answer: ReplayPage = await dataOf(
      api.GET('/live/videos/{id}/chat', {
        params: { path: { id: videoId }, query: { from, to, ...(cursor && { cursor }) } },
        signal,
      }),
    );
    messages.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor);
  return messages;
}
