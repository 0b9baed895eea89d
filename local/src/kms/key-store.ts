import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { localAccount } from '../aws/service.ts';
import { openDatabase } from '../storage/database.ts';
import type { KeyMaterial } from './ciphertext.ts';

export interface KeyRecord extends KeyMaterial {
  readonly arn: string;
  readonly description: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
}

export interface AliasRecord {
  /** `alias/…`. */
  readonly name: string;
  readonly arn: string;
  readonly keyId: string;
}

const schema = `
  CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY,
    description TEXT NOT NULL,
    material BLOB NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS aliases (
    name TEXT PRIMARY KEY,
    key_id TEXT NOT NULL REFERENCES keys (id)
  ) STRICT;`;

const arnPrefix = `arn:aws:kms:${localAccount.region}:${localAccount.accountId}:`;

/** Keys and their aliases on disk. */
export class KeyStore {
  readonly #database: DatabaseSync;

  constructor(dataDir: string) {
    this.#database = openDatabase(dataDir, 'kms.sqlite', schema);
  }

  create(description: string, now: number): KeyRecord {
    const id = randomUUID();
    this.#database
      .prepare('INSERT INTO keys VALUES (?, ?, ?, ?)')
      .run(id, description, randomBytes(32), now);
    const key = this.byId(id);
    if (!key) throw new Error(`key ${id} is not there although it was just written`);
    return key;
  }

  byId(id: string): KeyRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM keys WHERE id = ?').get(id);
    return row && toKey(row);
  }

  /** @param reference - a key's id or ARN, or an alias's name or ARN */
  find(reference: string): KeyRecord | undefined {
    const name = reference.startsWith(arnPrefix) ? reference.slice(arnPrefix.length) : reference;
    if (!name.startsWith('alias/')) return this.byId(name.replace(/^key\//, ''));
    const alias = this.alias(name);
    return alias && this.byId(alias.keyId);
  }

  keys(): KeyRecord[] {
    return this.#database.prepare('SELECT * FROM keys ORDER BY created_at, id').all().map(toKey);
  }

  alias(name: string): AliasRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM aliases WHERE name = ?').get(name);
    return row && toAlias(row);
  }

  aliases(): AliasRecord[] {
    return this.#database.prepare('SELECT * FROM aliases ORDER BY name').all().map(toAlias);
  }

  addAlias(name: string, keyId: string): void {
    this.#database.prepare('INSERT INTO aliases VALUES (?, ?)').run(name, keyId);
  }

  removeAlias(name: string): void {
    this.#database.prepare('DELETE FROM aliases WHERE name = ?').run(name);
  }

  close(): void {
    this.#database.close();
  }
}

function toKey(row: Record<string, unknown>): KeyRecord {
  return {
    id: String(row.id),
    arn: `${arnPrefix}key/${row.id}`,
    description: String(row.description),
    material: row.material as Uint8Array,
    createdAt: Number(row.created_at),
  };
}

function toAlias(row: Record<string, unknown>): AliasRecord {
  return {
    name: String(row.name),
    arn: `${arnPrefix}${row.name}`,
    keyId: String(row.key_id),
  };
}
