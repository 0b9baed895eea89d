import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../storage/database.ts';

/** Times are Unix milliseconds; what hangs on a user goes with it. */
const schema = `
  CREATE TABLE IF NOT EXISTS pools (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS clients (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id),
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS users (
    sub TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools (id),
    email TEXT NOT NULL COLLATE NOCASE,
    email_verified INTEGER NOT NULL,
    attributes TEXT NOT NULL,
    password TEXT,
    status TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (pool_id, email)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS groups (
    pool_id TEXT NOT NULL REFERENCES pools (id),
    name TEXT NOT NULL,
    description TEXT,
    precedence INTEGER,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS memberships (
    pool_id TEXT NOT NULL,
    group_name TEXT NOT NULL,
    sub TEXT NOT NULL REFERENCES users (sub) ON DELETE CASCADE,
    PRIMARY KEY (pool_id, group_name, sub),
    FOREIGN KEY (pool_id, group_name) REFERENCES groups (pool_id, name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS codes (
    sub TEXT NOT NULL REFERENCES users (sub) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    code TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (sub, purpose)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sessions (
    origin_jti TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id),
    sub TEXT NOT NULL REFERENCES users (sub) ON DELETE CASCADE,
    auth_time INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (sub);
  CREATE TABLE IF NOT EXISTS refresh_tokens (
    hash TEXT PRIMARY KEY,
    origin_jti TEXT NOT NULL REFERENCES sessions (origin_jti) ON DELETE CASCADE,
    replaced_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS refresh_tokens_by_session ON refresh_tokens (origin_jti);
  CREATE TABLE IF NOT EXISTS attempts (
    subject TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    forgotten_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
  ) STRICT;`;

export function openCognitoDatabase(dataDir: string): DatabaseSync {
  return openDatabase(dataDir, 'cognito.sqlite', schema);
}
