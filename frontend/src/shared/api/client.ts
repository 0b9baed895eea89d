import type { apiRoutes } from '@tidecast/contract/routes/api';
import type { ClientPaths } from '@tidecast/contract/routes/client-paths';
import type { liveRoutes } from '@tidecast/contract/routes/live';
import { apiRoot } from '@tidecast/platform/delivery/api-paths';
import createClient from 'openapi-fetch';
import { ApiError, apiErrorFrom } from './api-error.ts';
import { takeHeadStart } from './head-start.ts';
import { createSessionFetch } from './session-fetch.ts';
import { exclusive, sessionMemory } from './session-memory.ts';

type EndListener = () => void;
const endListeners = new Set<EndListener>();

/** Calls back when the session has run out and cannot be renewed. */
export function onSessionEnded(listener: EndListener): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

/** No request of ours takes longer than this, in ms, unless the network is gone. */
export const requestTimeout = 20_000;

async function timedFetch(request: Request): Promise<Response> {
  try {
    return await fetch(request, {
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(requestTimeout)]),
    });
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiError(0, 'offline', 'No answer from the API');
  }
}

/** Fetch with the session's cookies, renewed when they have run out. */
export const sessionFetch = createSessionFetch({
  // A head start that came to nothing is no worse than none.
  fetch: (request) =>
    takeHeadStart(request)?.catch(() => timedFetch(request)) ?? timedFetch(request),
  exclusive,
  memory: sessionMemory,
  now: Date.now,
  onEnded: () => {
    for (const listener of endListeners) listener();
  },
});

/** The API and what is live, typed by the declarations of their routes. */
export const api = createClient<ClientPaths<typeof apiRoutes & typeof liveRoutes>>({
  baseUrl: `${location.origin}${apiRoot}`,
  fetch: sessionFetch,
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer; a refusal is thrown as an ApiError. */
export async function dataOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw apiErrorFrom(response.status, error);
  return data as T;
}
