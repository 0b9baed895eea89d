import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * What is known of buckets, objects and unfinished uploads. Bytes lie in files beside it.
 * Text sorts by its UTF-8 bytes in SQLite, which is the order in which S3 lists keys.
 */
const schema = `
  CREATE TABLE IF NOT EXISTS buckets (
    name TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    cors TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    attributes TEXT NOT NULL,
    modified_at INTEGER NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    attributes TEXT NOT NULL,
    initiated_at INTEGER NOT NULL,
    blob TEXT NOT NULL,
    slot_size INTEGER,
    completed_etag TEXT,
    completed_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parts (
    upload TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    blob TEXT NOT NULL,
    start INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    PRIMARY KEY (upload, number)
  ) STRICT, WITHOUT ROWID;
`;

/** Opens the metadata under `dataDir`, which exists. It survives `kill -9` at any moment. */
export function openDatabase(dataDir: string): DatabaseSync {
  const database = new DatabaseSync(join(dataDir, 's3.sqlite'));
  // NORMAL in WAL mode loses nothing when the process dies; only a power cut may undo the last rows.
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;',
  );
  database.exec(schema);
  return database;
}

/** Runs `work` in one transaction: all of it happens or nothing. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
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
