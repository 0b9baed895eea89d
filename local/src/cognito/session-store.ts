import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../storage/database.ts';

/** All that came of one sign-in: tokens share its `originJti` and end with it. */
export interface Session {
  readonly originJti: string;
  readonly clientId: string;
  readonly sub: string;
  /** Unix milliseconds. */
  readonly authTime: number;
  /** When its last refresh token ends, in Unix milliseconds: rotation does not prolong it. */
  readonly expiresAt: number;
  readonly revoked: boolean;
}

/** Sessions and their refresh tokens, which are kept as hashes only. */
export class SessionStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
    database.prepare('DELETE FROM sessions WHERE expires_at < ?').run(now());
  }

  start(clientId: string, sub: string, seconds: number): { session: Session; token: string } {
    const session: Session = {
      originJti: randomUUID(),
      clientId,
      sub,
      authTime: this.#now(),
      expiresAt: this.#now() + seconds * 1000,
      revoked: false,
    };
    return transaction(this.#database, () => {
      this.#database
        .prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?, 0)')
        .run(session.originJti, clientId, sub, session.authTime, session.expiresAt);
      return { session, token: this.#addToken(session.originJti) };
    });
  }

  session(originJti: string): Session | undefined {
    const row = this.#database
      .prepare('SELECT * FROM sessions WHERE origin_jti = ?')
      .get(originJti);
    return row && toSession(row);
  }

  /** The session of a refresh token, whatever its state; `replacedAt` once it was rotated. */
  byToken(token: string): { session: Session; replacedAt?: number } | undefined {
    const row = this.#database
      .prepare('SELECT * FROM refresh_tokens JOIN sessions USING (origin_jti) WHERE hash = ?')
      .get(hashOf(token));
    if (!row) return undefined;
    return {
      session: toSession(row),
      ...(row.replaced_at !== null && { replacedAt: Number(row.replaced_at) }),
    };
  }

  /** Gives the session a new refresh token; the time the old one was first replaced stays. */
  replace(token: string, { originJti }: Session): string {
    return transaction(this.#database, () => {
      this.#database
        .prepare('UPDATE refresh_tokens SET replaced_at = coalesce(replaced_at, ?) WHERE hash = ?')
        .run(this.#now(), hashOf(token));
      return this.#addToken(originJti);
    });
  }

  revoke(originJti: string): void {
    this.#database.prepare('UPDATE sessions SET revoked = 1 WHERE origin_jti = ?').run(originJti);
  }

  revokeAll(sub: string): void {
    this.#database.prepare('UPDATE sessions SET revoked = 1 WHERE sub = ?').run(sub);
  }

  #addToken(originJti: string): string {
    const token = randomBytes(48).toString('base64url');
    this.#database
      .prepare('INSERT INTO refresh_tokens VALUES (?, ?, NULL)')
      .run(hashOf(token), originJti);
    return token;
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function toSession(row: Record<string, unknown>): Session {
  return {
    originJti: String(row.origin_jti),
    clientId: String(row.client_id),
    sub: String(row.sub),
    authTime: Number(row.auth_time),
    expiresAt: Number(row.expires_at),
    revoked: row.revoked === 1,
  };
}
