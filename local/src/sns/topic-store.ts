import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../storage/database.ts';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  /** Where messages go, such as a function's ARN. */
  readonly endpoint: string;
}

const schema = `
  CREATE TABLE IF NOT EXISTS topics (arn TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS subscriptions (
    arn TEXT PRIMARY KEY,
    topic TEXT NOT NULL REFERENCES topics (arn) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    UNIQUE (topic, endpoint)
  ) STRICT;`;

/** Topics and who gets what is published there, on disk. */
export class TopicStore {
  readonly #database: DatabaseSync;

  constructor(dataDir: string) {
    this.#database = openDatabase(dataDir, 'sns.sqlite', schema);
  }

  /** Does nothing when the topic is there. */
  add(arn: string): void {
    this.#database.prepare('INSERT OR IGNORE INTO topics VALUES (?)').run(arn);
  }

  has(arn: string): boolean {
    return this.#database.prepare('SELECT 1 FROM topics WHERE arn = ?').get(arn) !== undefined;
  }

  topics(): string[] {
    const rows = this.#database.prepare('SELECT arn FROM topics ORDER BY arn').all();
    return rows.map(({ arn }) => String(arn));
  }

  /** With its subscriptions. */
  remove(arn: string): void {
    this.#database.prepare('DELETE FROM topics WHERE arn = ?').run(arn);
  }

  /** An endpoint subscribes once: the second time it gets the subscription it has. */
  subscribe(topicArn: string, endpoint: string): Subscription {
    const insert = this.#database.prepare('INSERT OR IGNORE INTO subscriptions VALUES (?, ?, ?)');
    insert.run(`${topicArn}:${randomUUID()}`, topicArn, endpoint);
    const found = this.subscriptions(topicArn).find((each) => each.endpoint === endpoint);
    if (!found) throw new Error(`${endpoint} could not be subscribed to ${topicArn}`);
    return found;
  }

  subscriptions(topicArn: string): Subscription[] {
    const rows = this.#database
      .prepare('SELECT * FROM subscriptions WHERE topic = ? ORDER BY arn')
      .all(topicArn);
    return rows.map((row) => ({
      arn: String(row.arn),
      topicArn: String(row.topic),
      endpoint: String(row.endpoint),
    }));
  }

  unsubscribe(arn: string): void {
    this.#database.prepare('DELETE FROM subscriptions WHERE arn = ?').run(arn);
  }

  close(): void {
    this.#database.close();
  }
}
