import * as z from 'zod';
import { toDotPath } from 'zod/v4/core';

/** A row as DynamoDB's document client returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** The output of a schema, read-only. */
export type Stored<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** A row that this release cannot read: damaged, or in a format that it does not know. */
export class UnreadableRowError extends Error {
  override readonly name = 'UnreadableRowError';
  /** The kind of row it should be, such as `video`. */
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
 * Called with each row that a list leaves out because it cannot be read: one damaged row must
 * neither break the list for everybody nor go unnoticed.
 */
export type OnUnreadable = (error: UnreadableRowError) => void;

/** The default: emits a process warning. */
export const warnOfUnreadable: OnUnreadable = ({ name, message }) =>
  process.emitWarning(message, { type: name });

/**
 * An object within an attribute of a row. Unknown fields are kept: the object is written back
 * whole, and during a rollout the older release writes objects to which the newer one has added
 * fields.
 */
export function nested<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape);
}

export interface RecordOptions<T> {
  /** The name of such a row in errors, such as `video`. */
  readonly kind: string;
  /** The attribute that is the row's key. */
  readonly key: string;
  /**
   * Attributes that the schema does not name are not read, and stay in the row when it is updated.
   */
  readonly schema: z.ZodType<T>;
  /**
   * One function for each earlier version of the format, the oldest first, which turns a row of
   * that version into one of the next. Whatever an older release wrote last is right, whatever else
   * is in the row. An added field needs no function: it has a default in the schema.
   */
  readonly upgrades?: readonly ((row: Row) => Row)[];
}

export interface StoredRecord<T> {
  /** Added to each row that is written: the version of its format. */
  readonly stamp: { readonly schemaVersion: number };
  /** @throws UnreadableRowError naming the row and what is wrong with it */
  read(row: Row): T;
  /** Leaves out unreadable rows and reports them. */
  readAll(rows: readonly Row[], onUnreadable: OnUnreadable): T[];
}

/** Defines how rows of one kind are read, whichever release has written them. See ADR 8. */
export function defineRecord<T>(options: RecordOptions<T>): StoredRecord<T> {
  const { kind, key, schema, upgrades = [] } = options;
  const version = upgrades.length + 1;

  function read(row: Row): T {
    // The first releases wrote no version. A row of a later version needs no upgrade: later
    // releases still write what this one reads.
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
