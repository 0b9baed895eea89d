import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens an emulator's own SQLite file, making it and its directory when they are not there.
 *
 * Write-ahead logging with `synchronous = NORMAL` keeps every committed write when the process is
 * killed; only a power cut can lose the last ones, which is enough for one machine's emulation.
 *
 * @param schema - statements that may run again on every start (`CREATE TABLE IF NOT EXISTS`)
 */
export function openDatabase(dataDir: string, fileName: string, schema: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(join(dataDir, fileName));
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;',
  );
  database.exec('PRAGMA foreign_keys = ON;');
  database.exec(schema);
  return database;
}

/** Runs `work` as one transaction: all of its writes are kept, or, when it throws, none. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
