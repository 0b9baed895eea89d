/** Keys of posters, which nobody can guess. What else lies in the buckets: packages/platform. */
import { createHash, randomBytes } from 'node:crypto';
import { postersPrefix } from '@tidecast/platform/storage/bucket-layout';

/**
 * Every poster that was ever made for a video, in the media bucket: ends in a slash. Whoever has the
 * id can find them all, written down or not; whoever sees a poster's address learns no id (128 bits
 * of SHA-256).
 */
export function posterPrefix(videoId: string): string {
  return `${postersPrefix}${createHash('sha256').update(videoId).digest('hex').slice(0, 32)}/`;
}

/** A new poster key: 128 random bits, so that knowing a video's id does not find its poster. */
export function newPosterKey(videoId: string): string {
  return `${posterPrefix(videoId)}${randomBytes(16).toString('hex')}.jpg`;
}
