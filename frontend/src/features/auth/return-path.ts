/** Pages of the account itself: signed in, nobody wants to return there. */
const accountPages = /^\/(sign-in|sign-up|confirm|forgot-password|reset-password)\b/;

/** A path of this site to go on to; the home page for anything else. */
export function safeReturn(from: unknown): string {
  if (typeof from !== 'string' || !/^\/(?![/\\])/.test(from)) return '/';
  return accountPages.test(from) ? '/' : from;
}
