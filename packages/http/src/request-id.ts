import { randomUUID } from 'node:crypto';

/** Ids from outside are accepted only if they cannot break a log line: no spaces, no quotes. */
const saneRequestId = /^[A-Za-z0-9._-]{8,64}$/;

/** The id of a request. @param given - its `X-Request-Id` */
export function requestIdOf(given: string | readonly string[] | undefined): string {
  return typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID();
}
