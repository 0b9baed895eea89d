import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** What a code is for: confirming, resetting, or answering a challenge after signing in. */
export type CodePurpose = 'confirm' | 'reset' | 'new-password';

/** Seconds each code is valid (Cognito Developer Guide, "Quotas", "Code validity"). */
const codeSeconds: Readonly<Record<CodePurpose, number>> = {
  confirm: 24 * 60 * 60,
  reset: 60 * 60,
  'new-password': 3 * 60,
};

/** The one valid code of a user for each purpose: a new one ends the one before. */
export class CodeStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Six digits to type, or an unguessable text for what no person types. */
  issue(sub: string, purpose: CodePurpose): string {
    const code =
      purpose === 'new-password'
        ? randomBytes(32).toString('base64url')
        : String(randomInt(1_000_000)).padStart(6, '0');
    this.#database
      .prepare('INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?)')
      .run(sub, purpose, code, this.#now() + codeSeconds[purpose] * 1000);
    return code;
  }

  check(sub: string, purpose: CodePurpose, code: string): 'right' | 'wrong' | 'expired' {
    const row = this.#database
      .prepare('SELECT code, expires_at FROM codes WHERE sub = ? AND purpose = ?')
      .get(sub, purpose);
    if (!row || Number(row.expires_at) < this.#now()) return 'expired';
    const expected = Buffer.from(String(row.code));
    const given = Buffer.from(code);
    const same = expected.length === given.length && timingSafeEqual(expected, given);
    return same ? 'right' : 'wrong';
  }

  use(sub: string, purpose: CodePurpose): void {
    this.#database.prepare('DELETE FROM codes WHERE sub = ? AND purpose = ?').run(sub, purpose);
  }
}
