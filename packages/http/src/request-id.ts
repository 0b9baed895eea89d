import { randomUUID } from 'node:crypto';

/** Ids that others made are taken only when they cannot disturb a log: no spaces, no quotes. */
const saneRequestId = /^[A-Za-z0-9._-]{8,64}$/;

/** The id that a request goes by. @param given - its `X-Request-Id` */
export function requestIdOf(given: string | readonly string[] | undefined): string {
  return typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID();
}
