import type { DatabaseSync } from 'node:sqlite';

export interface PasswordPolicy {
  readonly MinimumLength: number;
  readonly RequireUppercase: boolean;
  readonly RequireLowercase: boolean;
  readonly RequireNumbers: boolean;
  readonly RequireSymbols: boolean;
}

export interface PoolSettings {
  readonly passwordPolicy: PasswordPolicy;
}

/** What an app client may do and how long its tokens last. Durations in seconds. */
export interface ClientSettings {
  /** Such as `ALLOW_USER_PASSWORD_AUTH`. */
  readonly authFlows: readonly string[];
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  /** How long a replaced refresh token still works; absent where tokens are not replaced. */
  readonly rotationGraceSeconds?: number;
  readonly preventUserExistenceErrors: boolean;
}

interface Named<Settings> {
  readonly id: string;
  readonly name: string;
  readonly settings: Settings;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export type Pool = Named<PoolSettings>;

export interface Client extends Named<ClientSettings> {
  readonly poolId: string;
}

export interface Group {
  readonly poolId: string;
  readonly name: string;
  readonly description?: string;
  /** Groups with lower numbers come first in a token. */
  readonly precedence?: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

type Row = Record<string, unknown>;

/** User pools with their app clients and groups. */
export class PoolStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  pool(id: string): Pool | undefined {
    const row = this.#database.prepare('SELECT * FROM pools WHERE id = ?').get(id);
    return row && toNamed<PoolSettings>(row);
  }

  pools(): Pool[] {
    return this.#database
      .prepare('SELECT * FROM pools ORDER BY id')
      .all()
      .map(toNamed<PoolSettings>);
  }

  savePool(id: string, name: string, settings: PoolSettings): void {
    this.#database
      .prepare(
        `INSERT INTO pools VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
         SET name = excluded.name, settings = excluded.settings,
           modified_at = excluded.modified_at`,
      )
      .run(id, name, JSON.stringify(settings), this.#now(), this.#now());
  }

  client(id: string): Client | undefined {
    const row = this.#database.prepare('SELECT * FROM clients WHERE id = ?').get(id);
    return row && toClient(row);
  }

  clients(poolId: string): Client[] {
    return this.#database
      .prepare('SELECT * FROM clients WHERE pool_id = ? ORDER BY id')
      .all(poolId)
      .map(toClient);
  }

  saveClient(id: string, poolId: string, name: string, settings: ClientSettings): void {
    this.#database
      .prepare(
        `INSERT INTO clients VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
         SET pool_id = excluded.pool_id, name = excluded.name, settings = excluded.settings,
           modified_at = excluded.modified_at`,
      )
      .run(id, poolId, name, JSON.stringify(settings), this.#now(), this.#now());
  }

  group(poolId: string, name: string): Group | undefined {
    const row = this.#database
      .prepare('SELECT * FROM groups WHERE pool_id = ? AND name = ?')
      .get(poolId, name);
    return row && toGroup(row);
  }

  groups(poolId: string): Group[] {
    return this.#database
      .prepare('SELECT * FROM groups WHERE pool_id = ? ORDER BY name')
      .all(poolId)
      .map(toGroup);
  }

  addGroup(group: Pick<Group, 'poolId' | 'name' | 'description' | 'precedence'>): void {
    this.#database
      .prepare('INSERT INTO groups VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        group.poolId,
        group.name,
        group.description ?? null,
        group.precedence ?? null,
        this.#now(),
        this.#now(),
      );
  }

  /** By precedence, then by name, as tokens list them. */
  groupsOf(poolId: string, sub: string): Group[] {
    return this.#database
      .prepare(
        `SELECT groups.* FROM groups
         JOIN memberships ON memberships.pool_id = groups.pool_id AND group_name = name
         WHERE groups.pool_id = ? AND sub = ? ORDER BY precedence NULLS LAST, name`,
      )
      .all(poolId, sub)
      .map(toGroup);
  }

  join(poolId: string, group: string, sub: string): void {
    this.#database
      .prepare('INSERT OR IGNORE INTO memberships VALUES (?, ?, ?)')
      .run(poolId, group, sub);
  }

  leave(poolId: string, group: string, sub: string): void {
    this.#database
      .prepare('DELETE FROM memberships WHERE pool_id = ? AND group_name = ? AND sub = ?')
      .run(poolId, group, sub);
  }
}

function toNamed<Settings>(row: Row): Named<Settings> {
  return {
    id: String(row.id),
    name: String(row.name),
    settings: JSON.parse(String(row.settings)) as Settings,
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
  };
}

function toClient(row: Row): Client {
  return { ...toNamed<ClientSettings>(row), poolId: String(row.pool_id) };
}

function toGroup(row: Row): Group {
  return {
    poolId: String(row.pool_id),
    name: String(row.name),
    ...(row.description !== null && { description: String(row.description) }),
    ...(row.precedence !== null && { precedence: Number(row.precedence) }),
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
  };
}
