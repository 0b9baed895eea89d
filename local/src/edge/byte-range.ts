import type { ByteRange } from '../s3/object-store.ts';

/**
 * Reads a `Range` header (RFC 9110, section 14.1.2) for a body of `size` bytes.
 *
 * @returns the range; undefined when the whole body should be sent, which is also the answer to
 *   several ranges and to other units; `unsatisfiable` when it lies outside the body
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}
