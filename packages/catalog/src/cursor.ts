/** A cursor that this catalog did not make, or not for such a list. */
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

/** An RFC 3339 UTC instant as `Date.prototype.toISOString` writes it. */
const instantPattern = /^\d{4}-(?:0[1-9]|1[0-2])-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const idPattern = /^[0-9A-Za-z_-]{1,64}$/;
/** Far above what {@link encodeCursor} ever writes, far below what would cost anything to parse. */
const longestCursor = 256;

/** Makes a position opaque: base64url of JSON. */
export function encodeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/**
 * Reads a cursor back.
 *
 * It holds no partition key, so a cursor from another list can move the reader, never show what
 * the list itself would not.
 *
 * @throws InvalidCursorError for anything that {@link encodeCursor} would not have written
 */
export function decodeCursor(cursor: string): Position {
  const parts = cursor.length <= longestCursor ? parseJson(cursor) : undefined;
  if (!Array.isArray(parts) || parts.length !== 2) throw new InvalidCursorError();
  const [at, id]: unknown[] = parts;
  if (typeof at !== 'string' || !instantPattern.test(at) || Number.isNaN(Date.parse(at)))
    throw new InvalidCursorError();
  if (typeof id !== 'string' || !idPattern.test(id)) throw new InvalidCursorError();
  return { at, id };
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
