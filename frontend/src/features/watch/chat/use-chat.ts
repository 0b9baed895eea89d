import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useRef, useState } from 'react';
import { api, dataOf } from '../../../shared/api/client.ts';
import type { ChatRole, OwnChannel } from '../../../shared/api/live-types.ts';
import { channelQuery } from '../../../shared/live/queries.ts';
import { type ChatConnection, type ChatStatus, joinChat } from './chat-connection.ts';
import { changeLog, emptyLog } from './chat-log.ts';

/**
 * Takes part in a channel's chat.
 *
 * @param userId - the signed-in user, or null; another user joins again
 */
export function useChat(channelId: string, userId: string | null) {
  const queryClient = useQueryClient();
  const [log, change] = useReducer(changeLog, emptyLog);
  const [status, setStatus] = useState<ChatStatus>('connecting');
  const [role, setRole] = useState<ChatRole>('viewer');
  const connection = useRef<ChatConnection>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the token is made for who is signed in
  useEffect(() => {
    const leaving = new AbortController();
    change({ type: 'cleared' });
    const joined = joinChat(channelId, {
      onStatus: (next) => {
        setStatus(next);
        if (next === 'banned') change({ type: 'cleared' });
        if (next === 'connected') void loadHistory(leaving.signal);
      },
      onRole: setRole,
      onMessage: (message) => change({ type: 'received', messages: [message] }),
      onDelete: (id) => change({ type: 'deleted', id }),
      onUserRemoved: (removed) => change({ type: 'removed-user', userId: removed }),
      onSlowMode: (slowModeSeconds) => {
        queryClient.setQueryData<OwnChannel>(
          channelQuery(channelId).queryKey,
          (channel) => channel && { ...channel, slowModeSeconds },
        );
      },
    });
    connection.current = joined;
    return () => {
      leaving.abort();
      connection.current = undefined;
      joined.close();
    };
  }, [channelId, userId, queryClient]);

  /** After the socket is open, and again after each gap: nothing said in between is missed. */
  async function loadHistory(signal: AbortSignal): Promise<void> {
    try {
      const { items } = await dataOf(
        api.GET('/live/channels/{id}/chat/messages', {
          params: { path: { id: channelId } },
          signal,
        }),
      );
      if (!signal.aborted) change({ type: 'received', messages: items });
    } catch {
      // What is said from now on comes all the same.
    }
  }

  return {
    messages: log.messages,
    status,
    role,
    send: (content: string) =>
      connection.current?.send(content) ?? Promise.reject(new Error('The chat is closed')),
    rejoin: () => connection.current?.rejoin(),
    forget: (messageId: string) => change({ type: 'deleted', id: messageId }),
    forgetUser: (removed: string) => change({ type: 'removed-user', userId: removed }),
  };
}
