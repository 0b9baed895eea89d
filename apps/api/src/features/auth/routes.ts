import {
  confirmSchema,
  emailSchema,
  resetPasswordSchema,
  signInSchema,
  signUpSchema,
} from '@tidecast/contract/auth';
import { readCookie } from '@tidecast/http/cookies';
import { addressKey } from '@tidecast/http/limits';
import { HttpProblem } from '@tidecast/http/problem';
import type { TokenVerifier } from '@tidecast/http/token-verifier';
import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import { sessionSeconds } from '@tidecast/platform/user-pool';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { bodyOf, jsonBody } from '../../http/input.ts';
import { type ApiLimits, type LimitName, spend } from '../../http/limits.ts';
import { resource } from '../../http/resource.ts';
import { type Session, userOf } from '../../http/session.ts';
import type { Tokens } from './identity.ts';
import type { AuthService } from './service.ts';

export interface AuthRoutesDependencies {
  readonly auth: AuthService;
  readonly session: Session;
  readonly limits: ApiLimits;
  readonly cookies: SessionCookiePolicy;
  readonly verifier: TokenVerifier;
}

export function authRoutes(dependencies: AuthRoutesDependencies): Router {
  const { auth, session, limits, cookies, verifier } = dependencies;
  const { accessName, refreshName, attributes } = cookies;
  const router = Router();

  function setSession(response: Response, tokens: Tokens): void {
    response.cookie(accessName, tokens.accessToken, {
      ...attributes,
      maxAge: tokens.expiresIn * 1000,
    });
    response.cookie(refreshName, tokens.refreshToken, {
      ...attributes,
      maxAge: sessionSeconds.refresh * 1000,
    });
  }

  function clearSession(response: Response): void {
    response.clearCookie(accessName, attributes);
    response.clearCookie(refreshName, attributes);
  }

  /** One limit by address and one by account, whatever the account. */
  const limitAddress =
    (name: LimitName): RequestHandler =>
    async (request, response, next) => {
      await spend(limits, name, addressKey(request.ip), response);
      next();
    };

  const signUp: RequestHandler = async (request, response) => {
    await auth.signUp(bodyOf(signUpSchema, request));
    response.status(202).end();
  };

  const confirm: RequestHandler = async (request, response) => {
    const { email, code } = bodyOf(confirmSchema, request);
    await spend(limits, 'code', email, response);
    await auth.confirm(email, code);
    await limits.forgive('code', email);
    response.status(204).end();
  };

  const resendCode: RequestHandler = async (request, response) => {
    const { email } = bodyOf(emailSchema, request);
    await spend(limits, 'mail', email, response);
    await auth.resendCode(email);
    response.status(202).end();
  };

  const signIn: RequestHandler = async (request, response) => {
    const { email, password } = bodyOf(signInSchema, request);
    const key = `${addressKey(request.ip)} ${email}`;
    await spend(limits, 'signIn', key, response);
    const tokens = await auth.signIn(email, password);
    const { accessToken } = tokens;
    const principal = await verifier.verify(accessToken);
    if (!principal) throw new Error('the user pool gave a token that does not verify');
    const user = await auth.user({ ...principal, accessToken });
    await limits.forgive('signIn', key);
    setSession(response, tokens);
    response.json(user);
  };

  const refresh: RequestHandler = async (request, response) => {
    const token = refreshCookie(request);
    if (!token) throw new HttpProblem('not_signed_in', 'There is no session to refresh.');
    try {
      setSession(response, await auth.refresh(token));
    } catch (error) {
      // A session that is over for good must not be tried again by every page.
      if (error instanceof HttpProblem && error.status === 401) clearSession(response);
      throw error;
    }
    response.status(204).end();
  };

  const signOut: RequestHandler = async (request, response) => {
    const token = refreshCookie(request);
    clearSession(response);
    if (token) await auth.revoke(token);
    response.status(204).end();
  };

  const forgotPassword: RequestHandler = async (request, response) => {
    const { email } = bodyOf(emailSchema, request);
    await spend(limits, 'mail', email, response);
    await auth.forgotPassword(email);
    response.status(202).end();
  };

  const resetPassword: RequestHandler = async (request, response) => {
    const { email, code, password } = bodyOf(resetPasswordSchema, request);
    await spend(limits, 'code', email, response);
    await auth.resetPassword(email, code, password);
    await limits.forgive('code', email);
    response.status(204).end();
  };

  const me: RequestHandler = async (_request, response) => {
    response.json(await auth.user(userOf(response)));
  };

  function refreshCookie(request: Request): string | undefined {
    return readCookie(request.headers.cookie, refreshName);
  }

  const body = jsonBody();
  resource(router, '/auth/sign-up', { post: [limitAddress('signUp'), ...body, signUp] });
  resource(router, '/auth/confirm', { post: [limitAddress('signInAddress'), ...body, confirm] });
  resource(router, '/auth/resend-code', { post: [limitAddress('signUp'), ...body, resendCode] });
  resource(router, '/auth/sign-in', { post: [limitAddress('signInAddress'), ...body, signIn] });
  resource(router, '/auth/refresh', { post: [limitAddress('write'), refresh] });
  resource(router, '/auth/sign-out', { post: [limitAddress('write'), signOut] });
  resource(router, '/auth/forgot-password', {
    post: [limitAddress('signUp'), ...body, forgotPassword],
  });
  resource(router, '/auth/reset-password', {
    post: [limitAddress('signInAddress'), ...body, resetPassword],
  });
  resource(router, '/auth/me', { get: [session.required, me] });
  return router;
}
