/** What the API needs from the identity provider, which alone keeps passwords and codes. */
import type { ProblemCode } from '@tidecast/contract/problem-codes';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds that the access token lasts. */
  readonly expiresIn: number;
}

/** Reasons a person can do something about; anything else is thrown as it came. */
export type IdentityRefusal = Extract<
  ProblemCode,
  | 'invalid_credentials'
  | 'email_not_confirmed'
  | 'password_reset_required'
  | 'challenge_unsupported'
  | 'invalid_code'
  | 'weak_password'
  | 'session_expired'
  | 'too_many_attempts'
>;

export class IdentityError extends Error {
  readonly refusal: IdentityRefusal;

  constructor(refusal: IdentityRefusal, options: { detail?: string; cause?: unknown } = {}) {
    super(options.detail ?? refusal, { cause: options.cause });
    this.name = 'IdentityError';
    this.refusal = refusal;
  }
}

/** Methods reject with {@link IdentityError} where the caller can do something about it. */
export interface IdentityProvider {
  /**
   * Looks the same for an address that is already registered, so that nobody can find out which
   * are.
   */
  signUp(user: { email: string; password: string; displayName: string }): Promise<void>;
  confirm(email: string, code: string): Promise<void>;
  resendCode(email: string): Promise<void>;
  signIn(email: string, password: string): Promise<Tokens>;
  refresh(refreshToken: string): Promise<Tokens>;
  revoke(refreshToken: string): Promise<void>;
  forgotPassword(email: string): Promise<void>;
  resetPassword(email: string, code: string, password: string): Promise<void>;
}
