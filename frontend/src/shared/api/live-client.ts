import { apiErrorFrom } from './api-error.ts';
import { sessionFetch } from './client.ts';
import type { ChannelPage, ChatHistory, OwnChannel } from './live-types.ts';

interface LiveRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: object;
  signal?: AbortSignal;
}

/**
 * Asks the live API.
 *
 * @param path - below `/api/live`, such as `/channels`
 * @returns the answer's JSON; undefined where there is none (204)
 * @throws ApiError as the rest of the API does
 */
export async function askLive<T>(path: string, options: LiveRequest = {}): Promise<T> {
  const { method = 'GET', body, signal } = options;
  const request = new Request(`${location.origin}/api/live${path}`, {
    method,
    ...(body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    ...(signal && { signal }),
  });
  const response = await sessionFetch(request);
  const text = await response.text();
  if (!response.ok) throw apiErrorFrom(response.status, parse(text));
  return (text ? JSON.parse(text) : undefined) as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The path of a channel, or of something below it. */
export function channelPath(id: string, rest = ''): string {
  return `/channels/${encodeURIComponent(id)}${rest}`;
}

/** Channels that are live now, the newest stream first. */
export function getLiveChannels(cursor: string, signal: AbortSignal): Promise<ChannelPage> {
  const query = new URLSearchParams({ live: 'true', ...(cursor && { cursor }) });
  return askLive(`/channels?${query}`, { signal });
}

export function getChannel(id: string, signal?: AbortSignal): Promise<OwnChannel> {
  return askLive(channelPath(id), { ...(signal && { signal }) });
}

/** The last messages of a channel's chat. */
export function getChatHistory(id: string, signal?: AbortSignal): Promise<ChatHistory> {
  return askLive(channelPath(id, '/chat/messages'), { ...(signal && { signal }) });
}
