import type { DatabaseSync } from 'node:sqlite';

/**
 * Failures in a row after which the lock begins (Cognito, "Lockout behavior for failed sign-in").
 */
const failuresBeforeLock = 5;
const longestLockSeconds = 15 * 60;
/** How long attempts are remembered, in milliseconds: an hour. */
const memoryMillis = 60 * 60 * 1000;

/** Counts and limits people's attempts. */
export class AttemptStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
    database.prepare('DELETE FROM attempts WHERE forgotten_at < ?').run(now());
  }

  /** Counts one more; false once there have been more than `limit` within the hour. */
  allow(subject: string, limit: number): boolean {
    return this.#count(subject, 'first') <= limit;
  }

  /** Whether there have been `limit` within the hour, without counting one more. */
  exhausted(subject: string, limit: number): boolean {
    return Number(this.#row(subject)?.count ?? 0) >= limit;
  }

  isLocked(subject: string): boolean {
    return Number(this.#row(subject)?.locked_until ?? 0) > this.#now();
  }

  /** Counts a failure; from the fifth on it locks for 1 s, doubled each time up to 15 minutes. */
  fail(subject: string): void {
    const excess = this.#count(subject, 'last') - failuresBeforeLock;
    if (excess < 0) return;
    const seconds = Math.min(longestLockSeconds, 2 ** excess);
    this.#database
      .prepare('UPDATE attempts SET locked_until = ? WHERE subject = ?')
      .run(this.#now() + seconds * 1000, subject);
  }

  forget(subject: string): void {
    this.#database.prepare('DELETE FROM attempts WHERE subject = ?').run(subject);
  }

  /** The hour runs from the first attempt, or restarts with each. */
  #count(subject: string, from: 'first' | 'last'): number {
    const now = this.#now();
    const before = this.#row(subject);
    const count = Number(before?.count ?? 0) + 1;
    const forgottenAt =
      before && from === 'first' ? Number(before.forgotten_at) : now + memoryMillis;
    this.#database
      .prepare('INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, 0)')
      .run(subject, count, forgottenAt);
    return count;
  }

  #row(subject: string) {
    return this.#database
      .prepare('SELECT * FROM attempts WHERE subject = ? AND forgotten_at > ?')
      .get(subject, this.#now());
  }
}
