import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { api, dataOf } from '../api/client.ts';
import { sessionMemory } from '../api/session-memory.ts';
import type { User } from '../api/types.ts';

/** The signed-in user, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      const user = await dataOf(api.GET('/auth/me', { signal }));
      if (sessionMemory.refreshedAt() === undefined) sessionMemory.remember(Date.now());
      return user;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/**
 * The signed-in user; undefined while unknown. On pages open to all, a visitor of whom nothing is
 * remembered is taken as signed out without asking.
 *
 * @param required - asks in any case: for pages that need a session
 */
export function useSession(required = false) {
  const known = sessionMemory.refreshedAt() !== undefined;
  const query = useQuery({ ...sessionQuery, enabled: required || known });
  const user = query.data === undefined && !query.isEnabled ? null : query.data;
  return { user, error: query.error, retry: query.refetch };
}

/** After signing in: who it is, and nothing of what was known before. */
export function useEnterSession() {
  const queryClient = useQueryClient();
  return async (user: User) => {
    sessionMemory.remember(Date.now());
    queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, user);
  };
}

export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.POST('/auth/sign-out')),
    onSuccess: () => {
      sessionMemory.forget();
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, null);
    },
  });
}
