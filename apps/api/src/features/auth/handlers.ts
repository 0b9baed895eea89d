import type { authRoutes } from '@tidecast/contract/routes/auth';
import { readCookie } from '@tidecast/http/cookies';
import { addressKey } from '@tidecast/http/limits';
import { HttpProblem } from '@tidecast/http/problem';
import type { TokenVerifier } from '@tidecast/http/token-verifier';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import { sessionSeconds } from '@tidecast/platform/identity/user-pool';
import { type ApiLimits, spend } from '../../http/limits.ts';
import type { ApiHandlers, RequestFacts } from '../../http/serve-routes.ts';
import type { Tokens } from './identity.ts';
import type { AuthService } from './service.ts';

type Reply = RequestFacts['reply'];

export interface AuthHandlersDependencies {
  readonly auth: AuthService;
  readonly limits: ApiLimits;
  readonly cookies: SessionCookiePolicy;
  readonly verifier: TokenVerifier;
}

export function authHandlers(
  dependencies: AuthHandlersDependencies,
): ApiHandlers<typeof authRoutes> {
  const { auth, limits, cookies, verifier } = dependencies;
  const { accessName, refreshName, attributes } = cookies;

  function setSession(reply: Reply, tokens: Tokens): void {
    reply.cookie(accessName, tokens.accessToken, {
      ...attributes,
      maxAge: tokens.expiresIn * 1000,
    });
    reply.cookie(refreshName, tokens.refreshToken, {
      ...attributes,
      maxAge: sessionSeconds.refresh * 1000,
    });
  }

  function clearSession(reply: Reply): void {
    reply.clearCookie(accessName, attributes);
    reply.clearCookie(refreshName, attributes);
  }

  return {
    async signUp({ body }) {
      await auth.signUp(body);
      return { status: 202 };
    },
    async confirmEmail({ body: { email, code }, reply }) {
      await spend(limits, 'code', email, reply);
      await auth.confirm(email, code);
      await limits.forgive('code', email);
      return { status: 204 };
    },
    async resendCode({ body: { email }, reply }) {
      await spend(limits, 'mail', email, reply);
      await auth.resendCode(email);
      return { status: 202 };
    },
    async signIn({ body: { email, password }, address, reply }) {
      const key = `${addressKey(address)} ${email}`;
      await spend(limits, 'signIn', key, reply);
      const tokens = await auth.signIn(email, password);
      const { accessToken } = tokens;
      const principal = await verifier.verify(accessToken);
      if (!principal) throw new Error('the user pool gave a token that does not verify');
      const user = await auth.user({ ...principal, accessToken });
      await limits.forgive('signIn', key);
      setSession(reply, tokens);
      return { status: 200, body: user };
    },
    async refreshSession({ headers, reply }) {
      const token = readCookie(headers.cookie, refreshName);
      if (!token) throw new HttpProblem('not_signed_in', 'There is no session to refresh.');
      try {
        setSession(reply, await auth.refresh(token));
      } catch (error) {
        // Otherwise every page would retry a session that is over for good.
        if (error instanceof HttpProblem && error.status === 401) clearSession(reply);
        throw error;
      }
      return { status: 204 };
    },
    async signOut({ headers, reply }) {
      const token = readCookie(headers.cookie, refreshName);
      clearSession(reply);
      if (token) await auth.revoke(token);
      return { status: 204 };
    },
    async forgotPassword({ body: { email }, reply }) {
      await spend(limits, 'mail', email, reply);
      await auth.forgotPassword(email);
      return { status: 202 };
    },
    async resetPassword({ body: { email, code, password }, reply }) {
      await spend(limits, 'code', email, reply);
      await auth.resetPassword(email, code, password);
      await limits.forgive('code', email);
      return { status: 204 };
    },
    async me({ caller }) {
      return { status: 200, body: await auth.user(caller) };
    },
  };
}
