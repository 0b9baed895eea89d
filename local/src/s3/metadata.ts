import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../storage/database.ts';

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

/** Opens the metadata under `dataDir`. It survives `kill -9` at any moment. */
export function openMetadata(dataDir: string): DatabaseSync {
  return openDatabase(dataDir, 's3.sqlite', schema);
}
