/**
 * Settings of every user pool of the product: the one that Pulumi creates in AWS and the one of the
 * local cloud. The page and the API state the same password rules that the pool enforces.
 */

/** In the form of Cognito's API (API reference, PasswordPolicyType). */
export const passwordPolicy = {
  MinimumLength: 12,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
} as const;

/** Spelled out: `\s` and `.` stand for other characters in each dialect of patterns. */
const controls = String.raw`\u0000-\u001f\u007f-\u009f\u2028\u2029`;
const spaces = String.raw`${controls} \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff`;

const symbol = String.raw`[\^$*.[\]{}()?"!@#%&/\\,><':;|_~\u0060=+-]`;

/** One line without a space at either end (API reference, SignUp, Password: `^[\S]+.*[\S]+$`). */
export const passwordShape = new RegExp(`^[^${spaces}](?:[^${controls}]*[^${spaces}])?$`);

/**
 * What that policy finds in a password, one for each kind of character that it asks for (Developer
 * Guide, "Adding user pool password requirements"). A space counts as a symbol inside it.
 */
export const passwordPatterns: readonly RegExp[] = [
  /[A-Z]/,
  /[a-z]/,
  /[0-9]/,
  new RegExp(`${symbol}|[^${spaces}] [^${spaces}]`),
];

/** How people sign in to the site: the API asks for it, and the pool's client must allow it. */
export const signInFlow = 'USER_PASSWORD_AUTH';

/** People are added to groups by the pool's administrators, never by signing up. */
export const userGroups = {
  /** May take down any video and moderate any chat. */
  moderators: 'moderators',
  /** Administer Argo CD and Grafana; without meaning to the site. */
  administrators: 'administrators',
} as const;

const day = 86_400;

/** Days that a person stays signed in. */
export const sessionDays = 30;

/** Lifetimes of a signed-in browser's tokens, in seconds. */
export const sessionSeconds = {
  access: 3_600,
  /**
   * Counts from signing in: a token that replaces another is valid for the time that was left
   * (Cognito Developer Guide, "Refresh token rotation").
   */
  refresh: sessionDays * day,
  /**
   * How long an exchanged refresh token still works, for a browser whose tabs refresh through
   * different replicas at the same moment; the most that Cognito allows (API reference,
   * RefreshTokenRotationType).
   */
  rotationGrace: 60,
} as const;
