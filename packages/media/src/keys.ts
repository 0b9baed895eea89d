/** Keys of posters, which nobody can guess. All other keys: packages/platform. */
import { createHash, randomBytes } from 'node:crypto';
import { postersPrefix } from '@tidecast/platform/storage/bucket-layout';

/**
 * The prefix of all posters ever made for a video, in the media bucket; ends in a slash. It is
 * derived from the video's id, so all of them can be found without a record, but a poster's address
 * does not reveal the id (128 bits of SHA-256).
 */
export function posterPrefix(videoId: string): string {
  return `${postersPrefix}${createHash('sha256').update(videoId).digest('hex').slice(0, 32)}/`;
}

/** A new poster key: 128 random bits, so that knowing a video's id does not find its poster. */
export function newPosterKey(videoId: string): string {
  return `${posterPrefix(videoId)}${randomBytes(16).toString('hex')}.jpg`;
}
