import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../storage/database.ts';

export interface Invalidation {
  readonly id: string;
  readonly distributionId: string;
  /** The caller's own name for it: the same name again is the same invalidation. */
  readonly callerReference: string;
  readonly paths: readonly string[];
  /** Unix milliseconds. */
  readonly createdAt: number;
}

/** The invalidations that were asked for, newest last. */
export class InvalidationStore {
  readonly #database: DatabaseSync;

  constructor(dataDir: string) {
    this.#database = openDatabase(
      dataDir,
      'cloudfront.sqlite',
      `CREATE TABLE IF NOT EXISTS invalidations (
         sequence INTEGER PRIMARY KEY AUTOINCREMENT,
         id TEXT NOT NULL UNIQUE,
         distribution_id TEXT NOT NULL,
         caller_reference TEXT NOT NULL,
         paths TEXT NOT NULL,
         created_at INTEGER NOT NULL,
         UNIQUE (distribution_id, caller_reference)
       ) STRICT;`,
    );
  }

  add(asked: Omit<Invalidation, 'id' | 'createdAt'>): Invalidation {
    const id = `I${randomBytes(16).toString('hex').slice(0, 25).toUpperCase()}`;
    const added = { ...asked, id, createdAt: Date.now() };
    this.#database
      .prepare(
        `INSERT INTO invalidations (id, distribution_id, caller_reference, paths, created_at)
         VALUES (?, ?, ?, ?, ?)`,
      )
      .run(
        id,
        added.distributionId,
        added.callerReference,
        JSON.stringify(added.paths),
        added.createdAt,
      );
    return added;
  }

  byId(distributionId: string, id: string): Invalidation | undefined {
    const row = this.#database
      .prepare('SELECT * FROM invalidations WHERE distribution_id = ? AND id = ?')
      .get(distributionId, id);
    return row && toInvalidation(row);
  }

  byReference(distributionId: string, callerReference: string): Invalidation | undefined {
    const row = this.#database
      .prepare('SELECT * FROM invalidations WHERE distribution_id = ? AND caller_reference = ?')
      .get(distributionId, callerReference);
    return row && toInvalidation(row);
  }

  /** Newest first; those older than `marker`, when it is given. One more than `limit` if there are. */
  list(distributionId: string, limit: number, marker?: string): Invalidation[] {
    return this.#database
      .prepare(
        `SELECT * FROM invalidations WHERE distribution_id = ?
           AND sequence < coalesce((SELECT sequence FROM invalidations WHERE id = ?), 1e18)
         ORDER BY sequence DESC LIMIT ?`,
      )
      .all(distributionId, marker ?? null, limit + 1)
      .map(toInvalidation);
  }

  close(): void {
    this.#database.close();
  }
}

function toInvalidation(row: Record<string, unknown>): Invalidation {
  return {
    id: String(row.id),
    distributionId: String(row.distribution_id),
    callerReference: String(row.caller_reference),
    paths: JSON.parse(String(row.paths)) as string[],
    createdAt: Number(row.created_at),
  };
}
