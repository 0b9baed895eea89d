import { ulid } from 'ulid';

/** The id of a new video: a ULID, so that ids sort by when they were made. */
export function newVideoId(): string {
  return ulid();
}
