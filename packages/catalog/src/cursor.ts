import { cursorPattern } from '@tidecast/contract/cursor';

/** A cursor that this catalog did not make, or made for another kind of list. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';

  constructor() {
    super('the cursor is not one this list gave out: start again without a cursor');
  }
}

/** The place after one video in a list: the list's sort key and the video's id. */
export interface Position {
  readonly at: string;
  readonly id: string;
}

/** Makes a position opaque. */
export function encodeCursor({ at, id }: Position): string {
  return `${at}${separator}${id}`;
}

/** Does not occur in an instant. */
const separator = '_';

/**
 * Reads a cursor back.
 *
 * It holds no partition key, so a cursor from another list can move the reader but never reveal
 * anything that the list itself would not show.
 *
 * @throws InvalidCursorError for anything that {@link encodeCursor} would not have written
 */
export function decodeCursor(cursor: string): Position {
  if (!cursorPattern.test(cursor)) throw new InvalidCursorError();
  const end = cursor.indexOf(separator);
  return { at: cursor.slice(0, end), id: cursor.slice(end + separator.length) };
}
