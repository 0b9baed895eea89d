import * as z from 'zod';
import { toDotPath } from 'zod/v4/core';

/** A row as DynamoDB's document client gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** What a schema reads, as nobody may change it. */
export type Stored<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** A row that this release does not understand: damaged, or of a shape that it does not know. */
export class UnreadableRowError extends Error {
  override readonly name = 'UnreadableRowError';
  /** What the row should be, such as `video`. */
  readonly kind: string;
  /** The row's key. */
  readonly key: string;

  constructor(kind: string, key: string, cause: z.ZodError) {
    const fields = cause.issues.map(({ path, message }) => `${toDotPath(path)}: ${message}`);
    super(`${kind} ${key} cannot be read: ${fields.join('; ')}`, { cause });
    this.kind = kind;
    this.key = key;
  }
}

/**
 * Told of each row that a list leaves out because it cannot be read: one damaged row must not take
 * everybody's list away, nor go unnoticed.
 */
export type OnUnreadable = (error: UnreadableRowError) => void;

/** Where nobody listens: to the process's warnings. */
export const warnOfUnreadable: OnUnreadable = ({ name, message }) =>
  process.emitWarning(message, { type: name });

/**
 * An object within an attribute of a row. Fields that it does not name are kept and not looked at: it
 * is written back whole, and while a release is rolled out the older one writes what the newer one has
 * added to.
 */
export function nested<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape);
}

export interface RecordOptions<T> {
  /** What errors call a row, such as `video`. */
  readonly kind: string;
  /** The attribute that is the row's key. */
  readonly key: string;
  /** Attributes that it does not name are not read, and stay in the row when it is updated. */
  readonly schema: z.ZodType<T>;
  /**
   * One function for each earlier version of the shape, the oldest first: makes a row of that version
   * one of the next. What an older release wrote last is right, whatever else stands in the row. A
   * field that is only added needs none: it has a default in the schema.
   */
  readonly upgrades?: readonly ((row: Row) => Row)[];
}

export interface StoredRecord<T> {
  /** Goes into each row that is written: the version of its shape. */
  readonly stamp: { readonly schemaVersion: number };
  /** @throws UnreadableRowError naming the row and what is wrong in it */
  read(row: Row): T;
  /** Leaves out what cannot be read, and tells of it. */
  readAll(rows: readonly Row[], onUnreadable: OnUnreadable): T[];
}

/** How rows of one kind are read, whichever release has written them. See ADR 8. */
export function defineRecord<T>(options: RecordOptions<T>): StoredRecord<T> {
  const { kind, key, schema, upgrades = [] } = options;
  const version = upgrades.length + 1;

  function read(row: Row): T {
    // Rows of the first releases do not say. Of a later version than this one's there is nothing to
    // upgrade: that release has written what this one reads.
    const written = typeof row.schemaVersion === 'number' ? row.schemaVersion : 1;
    const upgraded = upgrades.slice(written - 1).reduce((older, upgrade) => upgrade(older), row);
    const result = schema.safeParse(upgraded);
    if (!result.success) throw new UnreadableRowError(kind, String(row[key]), result.error);
    return result.data;
  }

  return {
    stamp: { schemaVersion: version },
    read,
    readAll: (rows, onUnreadable) =>
      rows.flatMap((row) => {
        try {
          return [read(row)];
        } catch (error) {
          if (!(error instanceof UnreadableRowError)) throw error;
          onUnreadable(error);
          return [];
        }
      }),
  };
}
