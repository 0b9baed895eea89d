import { createHash } from 'node:crypto';
import { encodeTime, ulid } from 'ulid';

/** The id of a new video: a ULID, so that ids sort by creation time. */
export function newVideoId(): string {
  return ulid();
}

/** Crockford's base 32, the encoding of ULIDs (ulid/spec). */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeLength = 10;
const randomLength = 16;

/**
 * The id of a video derived from something with a name: the same name gives the same id, so making
 * the video twice makes one.
 *
 * @param at - Unix milliseconds that the id sorts by
 */
export function derivedVideoId(at: number, name: string): string {
  const bytes = createHash('sha256').update(name).digest();
  const rest = Array.from(
    bytes.subarray(0, randomLength),
    (byte) => digits[byte % digits.length] ?? '0',
  );
  return encodeTime(at, timeLength) + rest.join('');
}
