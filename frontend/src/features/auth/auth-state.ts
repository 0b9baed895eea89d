import { useLocation } from 'react-router';

/** What one account page passes to the next. */
export interface AuthState {
  from?: unknown;
  email?: string;
  notice?: 'confirmed' | 'passwordSet';
}

export function useAuthState(): AuthState {
  const { state } = useLocation();
  return typeof state === 'object' && state !== null ? (state as AuthState) : {};
}
