import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../aws/errors.ts';
import { transaction } from '../storage/database.ts';
import type { CorsRule } from './cors.ts';

/** The buckets themselves and their CORS rules. */
export class Buckets {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  list(): { name: string; createdAt: Date }[] {
    const rows = this.#database.prepare('SELECT name, created_at FROM buckets ORDER BY name').all();
    return rows.map((row) => ({
      name: String(row.name),
      createdAt: new Date(Number(row.created_at)),
    }));
  }

  /** @throws AwsError `BucketNotEmpty` while it holds objects or unfinished uploads */
  delete(name: string): void {
    transaction(this.#database, () => {
      const used = this.#database
        .prepare(
          `SELECT 1 FROM objects WHERE bucket = :name
           UNION ALL SELECT 1 FROM uploads WHERE bucket = :name AND completed_at IS NULL LIMIT 1`,
        )
        .get({ name });
      if (used)
        throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
      this.#database.prepare('DELETE FROM buckets WHERE name = ?').run(name);
    });
  }

  /** None for a bucket without rules, or no bucket. */
  cors(name: string): readonly CorsRule[] {
    const row = this.#database.prepare('SELECT cors FROM buckets WHERE name = ?').get(name);
    return typeof row?.cors === 'string' ? (JSON.parse(row.cors) as CorsRule[]) : [];
  }

  setCors(name: string, rules: readonly CorsRule[]): void {
    this.#database
      .prepare('UPDATE buckets SET cors = ? WHERE name = ?')
      .run(rules.length ? JSON.stringify(rules) : null, name);
  }
}
