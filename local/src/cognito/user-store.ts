import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';

export interface User {
  /** The user's name in Cognito's sense too, since people sign in by email. */
  readonly sub: string;
  readonly poolId: string;
  /** As it was typed; it is compared without regard to capitals. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** `name` and other standard attributes. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Hash; absent for who was made without one. */
  readonly password?: string;
  readonly status: UserStatus;
  readonly enabled: boolean;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export type NewUser = Omit<User, 'sub' | 'enabled' | 'createdAt' | 'modifiedAt'>;

export type UserChanges = Partial<Omit<User, 'sub' | 'poolId' | 'createdAt' | 'modifiedAt'>>;

/** The users of every pool. */
export class UserStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** @param username - sub or email */
  find(poolId: string, username: string): User | undefined {
    const row = this.#database
      .prepare('SELECT * FROM users WHERE pool_id = ? AND (sub = ? OR email = ?)')
      .get(poolId, username, username);
    return row && toUser(row);
  }

  /** In the order they were made; those in the group, when one is named. */
  list(poolId: string, group?: string): User[] {
    const rows =
      group === undefined
        ? this.#database
            .prepare('SELECT * FROM users WHERE pool_id = ? ORDER BY created_at, sub')
            .all(poolId)
        : this.#database
            .prepare(
              `SELECT users.* FROM users JOIN memberships USING (pool_id, sub)
               WHERE pool_id = ? AND group_name = ? ORDER BY created_at, sub`,
            )
            .all(poolId, group);
    return rows.map(toUser);
  }

  count(poolId: string): number {
    const row = this.#database
      .prepare('SELECT count(*) AS users FROM users WHERE pool_id = ?')
      .get(poolId);
    return Number(row?.users);
  }

  /** @returns undefined when the pool has a user with that email */
  add(user: NewUser): User | undefined {
    const added: User = {
      ...user,
      sub: randomUUID(),
      enabled: true,
      createdAt: this.#now(),
      modifiedAt: this.#now(),
    };
    const { changes } = this.#database
      .prepare('INSERT OR IGNORE INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        added.sub,
        added.poolId,
        added.email,
        Number(added.emailVerified),
        JSON.stringify(added.attributes),
        added.password ?? null,
        added.status,
        Number(added.enabled),
        added.createdAt,
        added.modifiedAt,
      );
    return Number(changes) === 1 ? added : undefined;
  }

  /** Changes what is named and nothing else; a user that is gone stays gone. */
  update(sub: string, changes: UserChanges): void {
    const row = this.#database.prepare('SELECT * FROM users WHERE sub = ?').get(sub);
    if (!row) return;
    const user: User = { ...toUser(row), ...changes };
    this.#database
      .prepare(
        `UPDATE users SET email = ?, email_verified = ?, attributes = ?, password = ?, status = ?,
           enabled = ?, modified_at = ? WHERE sub = ?`,
      )
      .run(
        user.email,
        Number(user.emailVerified),
        JSON.stringify(user.attributes),
        user.password ?? null,
        user.status,
        Number(user.enabled),
        this.#now(),
        sub,
      );
  }

  remove(sub: string): void {
    this.#database.prepare('DELETE FROM users WHERE sub = ?').run(sub);
  }
}

function toUser(row: Record<string, unknown>): User {
  return {
    sub: String(row.sub),
    poolId: String(row.pool_id),
    email: String(row.email),
    emailVerified: row.email_verified === 1,
    attributes: JSON.parse(String(row.attributes)) as Record<string, string>,
    ...(row.password !== null && { password: String(row.password) }),
    status: row.status as UserStatus,
    enabled: row.enabled === 1,
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
  };
}
