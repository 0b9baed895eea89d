import { createHash } from 'node:crypto';

/**
 * How an expiring fact refers to something: by a digest, so that nobody can read there who watched
 * what, or the name of a video deleted since. 128 bits of SHA-256.
 */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
