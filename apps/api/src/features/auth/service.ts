import type { User } from '@tidecast/contract/auth';
import { HttpProblem } from '@tidecast/http/problem';
import type { Logger } from 'pino';
import type { Caller } from '../../http/caller.ts';
import { IdentityError, type IdentityProvider, type Profile, type Tokens } from './identity.ts';

/** How long a profile may be out of date, in milliseconds. */
const profileLasts = 60_000;
const mostProfiles = 5_000;
/** Tabs that ask a moment later get the tokens of the first: one rotation instead of many. */
const refreshLasts = 5_000;

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
export function createAuthService(identity: IdentityProvider, logger: Logger): AuthService {
  const profiles = new Map<string, { readonly at: number; readonly profile: Promise<Profile> }>();
  const refreshes = new Map<string, Promise<Tokens>>();

  function cachedProfile({ tokenId, accessToken }: Caller): Promise<Profile> {
    const known = profiles.get(tokenId);
    if (known && Date.now() - known.at < profileLasts) return known.profile;
    const profile = identity.profile(accessToken);
    profiles.set(tokenId, { at: Date.now(), profile });
    profile.catch(() => profiles.delete(tokenId));
    const oldest = profiles.keys().next();
    if (profiles.size > mostProfiles && !oldest.done) profiles.delete(oldest.value);
    return profile;
  }

  return {
    signUp: (user) => answered(identity.signUp(user)),
    confirm: (email, code) => answered(identity.confirm(email, code)),
    resendCode: (email) => answered(identity.resendCode(email)),
    signIn: (email, password) => answered(identity.signIn(email, password)),
    forgotPassword: (email) => answered(identity.forgotPassword(email)),
    resetPassword: (email, code, password) =>
      answered(identity.resetPassword(email, code, password)),
    profile: (accessToken) => answered(identity.profile(accessToken)),

    refresh(refreshToken) {
      const running = refreshes.get(refreshToken);
      if (running) return running;
      const refresh = answered(identity.refresh(refreshToken));
      refreshes.set(refreshToken, refresh);
      const forget = () => refreshes.delete(refreshToken);
      refresh.then(() => setTimeout(forget, refreshLasts).unref(), forget);
      return refresh;
    },

    /** Signing out must not fail: the cookies go in any case, and the token expires by itself. */
    async revoke(refreshToken) {
      refreshes.delete(refreshToken);
      await identity
        .revoke(refreshToken)
        .catch((error: unknown) => logger.warn({ err: error }, 'refresh token not revoked'));
    },

    async user(caller) {
      const { email, displayName } = await answered(cachedProfile(caller));
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
