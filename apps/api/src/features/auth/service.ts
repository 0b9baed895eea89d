import type { User } from '@tidecast/contract/auth';
import { HttpProblem } from '@tidecast/http/problem';
import type { ProfileOf } from '@tidecast/http/profiles';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Caller } from '../../http/caller.ts';
import { IdentityError, type IdentityProvider, type Tokens } from './identity.ts';

/** Tabs that refresh a moment later get the first one's tokens: one rotation instead of many. */
const refreshLasts = 5_000;
/** Refreshes to remember at most; the oldest are forgotten first. */
const maxRefreshes = 10_000;

export interface AuthService extends IdentityProvider {
  /** The person behind a verified token. */
  user(caller: Caller): Promise<User>;
}

/**
 * Sessions on top of the identity provider.
 *
 * Refreshing does not race: within a process, requests with the same refresh token share one
 * rotation; across replicas the provider accepts a rotated token for a grace period of 60 s.
 */
export function createAuthService(
  identity: IdentityProvider,
  profileOf: ProfileOf,
  logger: Logger,
): AuthService {
  const refreshes = new LRUCache<string, Tokens>({
    max: maxRefreshes,
    ttl: refreshLasts,
    // Do not keep tokens in memory longer than needed.
    ttlAutopurge: true,
    // A refresh in flight still completes for its callers after it has been evicted.
    ignoreFetchAbort: true,
    fetchMethod: (refreshToken) => answered(identity.refresh(refreshToken)),
  });

  return {
    signUp: (user) => answered(identity.signUp(user)),
    confirm: (email, code) => answered(identity.confirm(email, code)),
    resendCode: (email) => answered(identity.resendCode(email)),
    signIn: (email, password) => answered(identity.signIn(email, password)),
    forgotPassword: (email) => answered(identity.forgotPassword(email)),
    resetPassword: (email, code, password) =>
      answered(identity.resetPassword(email, code, password)),

    refresh: (refreshToken) => refreshes.forceFetch(refreshToken),

    /**
     * Signing out must not fail: the cookies are cleared anyway, and the token expires by itself.
     */
    async revoke(refreshToken) {
      refreshes.delete(refreshToken);
      await identity
        .revoke(refreshToken)
        .catch((error: unknown) => logger.warn({ err: error }, 'refresh token not revoked'));
    },

    async user(caller) {
      const profile = await profileOf(caller);
      if (!profile) throw asProblem(new IdentityError('session_expired'));
      const { email, displayName } = profile;
      return { id: caller.userId, email, displayName, moderator: caller.moderator };
    },
  };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof IdentityError ? asProblem(error) : error;
  }
}

function asProblem(error: IdentityError): HttpProblem {
  const code = error.refusal;
  switch (code) {
    case 'invalid_credentials':
      return new HttpProblem(code, 'The e-mail address or the password is wrong.');
    case 'email_not_confirmed':
      return new HttpProblem(code, 'Confirm the e-mail address first, with the mailed code.');
    case 'password_reset_required':
      return new HttpProblem(code, 'Set a new password first: ask for a code by mail.');
    case 'challenge_unsupported':
      return new HttpProblem(code, 'This account needs a sign-in step that is not offered.');
    case 'invalid_code':
      return new HttpProblem(code, 'The code is wrong or has expired.', {
        errors: [{ path: 'code', message: 'is wrong or has expired' }],
      });
    case 'weak_password':
      return new HttpProblem(code, 'The password is too easy to guess.', {
        errors: [{ path: 'password', message: error.message }],
      });
    case 'session_expired':
      return new HttpProblem(code, 'The session has run out: sign in again.');
    case 'too_many_attempts':
      return new HttpProblem(code, 'Too many attempts on this account: wait a while.', {
        headers: { 'Retry-After': '300' },
      });
  }
}
