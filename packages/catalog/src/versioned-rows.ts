import { isDeepStrictEqual } from 'node:util';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { conditionHeld } from './conditional-write.ts';
import type { Row, StoredRecord } from './record.ts';

/**
 * How often one step is tried when other writers keep winning. Each round lets one writer through,
 * so this is how many may write to one row at the same moment.
 */
export const maxRounds = 50;

export interface Versioned {
  readonly id: string;
  /** Grows with every write. */
  readonly version: number;
}

/**
 * A step: returns what a value becomes at the time of the write, or undefined when the step does
 * not fit.
 */
export type Step<T> = (value: T, now: Date) => T | undefined;

/** The outcome of a step: `applied` with the new value, or `ignored` with the value as it is. */
export type StepOutcome<T> =
  | { readonly applied: true; readonly value: T }
  | { readonly applied: false; readonly value?: T };

export interface VersionedRowsOptions<T> {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly record: StoredRecord<T>;
  /** The row of a value, including its index attributes. */
  readonly toRow: (value: T) => Row;
  readonly now: () => Date;
  /** Attributes that are incremented separately: a step never writes them. */
  readonly counters?: readonly string[];
  /** Called before a step is written, and again for each retry. */
  readonly beforeWrite?: (before: T, after: T) => Promise<void>;
}

/**
 * Rows that many write at once; each step is written only if the version it was based on is still
 * current.
 */
export interface VersionedRows<T> {
  /**
   * Strongly consistent, because callers base decisions on what they read.
   *
   * @throws UnreadableRowError
   */
  get(id: string): Promise<T | undefined>;
  /** @returns false when the id exists already */
  insert(value: T): Promise<boolean>;
  /**
   * Applies a step as one conditional write of what it changes.
   *
   * @throws UnreadableRowError; an error when others win every time
   */
  apply(id: string, step: Step<T>): Promise<StepOutcome<T>>;
}

/** Compare and swap: read, decide, write if nobody has written since, otherwise try again. */
export function createVersionedRows<T extends Versioned>(
  options: VersionedRowsOptions<T>,
): VersionedRows<T> {
  const { documents, table, record, toRow, now, counters = [], beforeWrite } = options;

  async function read(id: string): Promise<Row | undefined> {
    // Tables hold rows of other kinds too; their keys contain a `#`, which no id does.
    if (id.includes('#')) return undefined;
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }),
    );
    return Item;
  }

  function write(row: Row, before: T, after: T): Promise<boolean> {
    const old = toRow(before);
    const next = toRow(after);
    // Compared with the raw row, so that additions to the format are written with the next step.
    const changed = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
      (name) => !counters.includes(name) && !isDeepStrictEqual(row[name], next[name]),
    );
    return conditionHeld(
      documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { id: before.id },
          ...updateOf(changed, next, before.version),
        }),
      ),
    );
  }

  return {
    async get(id) {
      const row = await read(id);
      return row && record.read(row);
    },

    insert: (value) =>
      conditionHeld(
        documents.send(
          new PutCommand({
            TableName: table,
            Item: toRow(value),
            ConditionExpression: 'attribute_not_exists(id)',
          }),
        ),
      ),

    async apply(id, step) {
      for (let round = 0; round < maxRounds; round += 1) {
        const row = await read(id);
        if (!row) return { applied: false };
        const before = record.read(row);
        const changed = step(before, now());
        if (!changed) return { applied: false, value: before };
        const after = { ...changed, version: before.version + 1 };
        await beforeWrite?.(before, after);
        if (await write(row, before, after)) return { applied: true, value: after };
      }
      throw new Error(`${id} was written by others ${maxRounds} times in a row: try again`);
    },
  };
}

/**
 * The update that writes the attributes that differ, if nobody has written since they were read.
 */
function updateOf(changed: readonly string[], next: Row, version: number) {
  const set = changed.filter((name) => next[name] !== undefined);
  const removed = changed.filter((name) => next[name] === undefined);
  const setExpression = `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`;
  const removeExpression = ` REMOVE ${removed.map((name) => `#${name}`).join(', ')}`;
  return {
    UpdateExpression: removed.length > 0 ? setExpression + removeExpression : setExpression,
    ConditionExpression: '#version = :before',
    ExpressionAttributeNames: Object.fromEntries(
      [...new Set(['version', ...changed])].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ':before': version,
      ...Object.fromEntries(set.map((name) => [`:${name}`, next[name]])),
    },
  };
}
