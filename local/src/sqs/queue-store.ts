import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, transaction } from '../storage/database.ts';
import type { MessageAttributes } from './message-digest.ts';
import { numericAttribute, type QueueAttributes, redrivePolicy } from './queue-attributes.ts';

export interface QueueRecord {
  readonly name: string;
  readonly attributes: QueueAttributes;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface QueueMessage {
  readonly id: string;
  /** Valid until the message is received again. */
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** Unix milliseconds. */
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** How often it was handed out, this time included. */
  readonly receiveCount: number;
  /** Name of the queue whose failures this dead letter is one of. */
  readonly deadLetterSource?: string;
}

/** What SQS calls the approximate numbers of messages; here they are exact. */
export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

interface MessageRow {
  sequence: number;
  id: string;
  body: string;
  attributes: string;
  sent_at: number;
  first_received_at: number | null;
  receive_count: number;
  dead_letter_source: string | null;
}

const schema = `
  CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY,
    attributes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    queue TEXT NOT NULL REFERENCES queues (name) ON DELETE CASCADE,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    first_received_at INTEGER,
    receive_count INTEGER NOT NULL DEFAULT 0,
    receipt TEXT,
    dead_letter_source TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_visibility ON messages (queue, visible_at);
  CREATE INDEX IF NOT EXISTS messages_by_receipt ON messages (receipt);`;

/** Queues and their messages on disk: every change is kept once its call returns. */
export class QueueStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(dataDir: string, now: () => number) {
    this.#database = openDatabase(dataDir, 'sqs.sqlite', schema);
    this.#now = now;
    // The consumers of these messages died with the last process: do not wait for their timeout.
    this.#run('UPDATE messages SET visible_at = ? WHERE receipt IS NOT NULL AND visible_at > ?', [
      now(),
      now(),
    ]);
  }

  queues(prefix = ''): QueueRecord[] {
    const rows = this.#database.prepare('SELECT * FROM queues ORDER BY name').all();
    return rows.map(toQueue).filter(({ name }) => name.startsWith(prefix));
  }

  queue(name: string): QueueRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM queues WHERE name = ?').get(name);
    return row && toQueue(row);
  }

  createQueue(name: string, attributes: QueueAttributes): void {
    const now = this.#now();
    this.#run('INSERT INTO queues VALUES (?, ?, ?, ?)', [
      name,
      JSON.stringify(attributes),
      now,
      now,
    ]);
  }

  setAttributes(name: string, attributes: QueueAttributes): void {
    this.#run('UPDATE queues SET attributes = ?, modified_at = ? WHERE name = ?', [
      JSON.stringify(attributes),
      this.#now(),
      name,
    ]);
  }

  deleteQueue(name: string): void {
    this.#run('DELETE FROM queues WHERE name = ?', [name]);
  }

  /** @returns the new message's id */
  add(queue: string, body: string, attributes: MessageAttributes, delaySeconds: number): string {
    const id = randomUUID();
    const now = this.#now();
    this.#run(
      `INSERT INTO messages (id, queue, body, attributes, sent_at, visible_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [id, queue, body, JSON.stringify(attributes), now, now + delaySeconds * 1000],
    );
    return id;
  }

  /** Hands out up to `limit` visible messages and hides them for the given time. */
  take(queue: string, limit: number, visibilitySeconds: number): QueueMessage[] {
    const now = this.#now();
    return transaction(this.#database, () => {
      const rows = this.#database
        .prepare(
          `SELECT sequence, id, body, attributes, sent_at, first_received_at, receive_count,
             dead_letter_source
           FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, sequence LIMIT ?`,
        )
        .all(queue, now, limit) as unknown as MessageRow[];
      return rows.map((row) => {
        const receipt = `${row.id}.${randomBytes(12).toString('base64url')}`;
        this.#run(
          `UPDATE messages SET visible_at = ?, receipt = ?, receive_count = receive_count + 1,
             first_received_at = coalesce(first_received_at, ?) WHERE sequence = ?`,
          [Math.round(now + visibilitySeconds * 1000), receipt, now, row.sequence],
        );
        return toMessage(row, receipt, now);
      });
    });
  }

  /**
   * Removes what has outlived its retention and moves what was handed out too often to the
   * dead-letter queue.
   *
   * @returns the queue that got dead letters, if any moved
   */
  sweep(queue: QueueRecord): string | undefined {
    const now = this.#now();
    const oldest = now - numericAttribute(queue.attributes, 'MessageRetentionPeriod') * 1000;
    this.#run('DELETE FROM messages WHERE queue = ? AND sent_at < ?', [queue.name, oldest]);
    const policy = redrivePolicy(queue.attributes);
    if (!policy || !this.queue(policy.deadLetterQueue)) return undefined;
    const moved = this.#run(
      `UPDATE messages SET queue = ?, receipt = NULL, dead_letter_source = ?
       WHERE queue = ? AND visible_at <= ? AND receive_count >= ?`,
      [policy.deadLetterQueue, queue.name, queue.name, now, policy.maxReceiveCount],
    );
    return moved > 0 ? policy.deadLetterQueue : undefined;
  }

  /** An outdated or unknown receipt removes nothing, as in SQS. */
  remove(queue: string, receipt: string): void {
    this.#run('DELETE FROM messages WHERE queue = ? AND receipt = ?', [queue, receipt]);
  }

  /** @returns false when the receipt holds no message in flight */
  hide(queue: string, receipt: string, seconds: number): boolean {
    const now = this.#now();
    const changed = this.#run(
      'UPDATE messages SET visible_at = ? WHERE queue = ? AND receipt = ? AND visible_at > ?',
      [Math.round(now + seconds * 1000), queue, receipt, now],
    );
    return changed > 0;
  }

  purge(queue: string): void {
    this.#run('DELETE FROM messages WHERE queue = ?', [queue]);
  }

  /**
   * Sends dead letters on, as new messages.
   *
   * @param destination - without it, each goes back to the queue it failed in
   */
  redrive(queue: string, destination?: string): { moved: number; destinations: string[] } {
    return transaction(this.#database, () => {
      const rows = this.#database
        .prepare(
          `SELECT sequence, coalesce(?, dead_letter_source) AS destination FROM messages
           WHERE queue = ? AND visible_at <= ?
             AND coalesce(?, dead_letter_source) IN (SELECT name FROM queues)`,
        )
        .all(destination ?? null, queue, this.#now(), destination ?? null);
      for (const row of rows) {
        this.#run(
          `UPDATE messages SET queue = ?, id = ?, sent_at = ?, visible_at = ?, receipt = NULL,
             receive_count = 0, first_received_at = NULL, dead_letter_source = NULL
           WHERE sequence = ?`,
          [String(row.destination), randomUUID(), this.#now(), this.#now(), Number(row.sequence)],
        );
      }
      const destinations = new Set(rows.map((row) => String(row.destination)));
      return { moved: rows.length, destinations: [...destinations] };
    });
  }

  counts(queue: string): QueueCounts {
    const now = this.#now();
    const row = this.#database
      .prepare(
        `SELECT count(*) FILTER (WHERE visible_at <= ?) AS visible,
           count(*) FILTER (WHERE visible_at > ? AND receipt IS NOT NULL) AS in_flight,
           count(*) FILTER (WHERE visible_at > ? AND receipt IS NULL) AS delayed
         FROM messages WHERE queue = ?`,
      )
      .get(now, now, now, queue);
    return {
      visible: Number(row?.visible),
      inFlight: Number(row?.in_flight),
      delayed: Number(row?.delayed),
    };
  }

  /** Unix milliseconds of the next time a hidden message becomes visible by itself. */
  nextVisibleAt(queue: string): number | undefined {
    const row = this.#database
      .prepare('SELECT min(visible_at) AS at FROM messages WHERE queue = ? AND visible_at > ?')
      .get(queue, this.#now());
    return row?.at === null ? undefined : Number(row?.at);
  }

  close(): void {
    this.#database.close();
  }

  #run(sql: string, values: (string | number | null)[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }
}

function toQueue(row: Record<string, unknown>): QueueRecord {
  return {
    name: String(row.name),
    attributes: JSON.parse(String(row.attributes)) as QueueAttributes,
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
  };
}

function toMessage(row: MessageRow, receiptHandle: string, now: number): QueueMessage {
  return {
    id: row.id,
    receiptHandle,
    body: row.body,
    attributes: JSON.parse(row.attributes) as MessageAttributes,
    sentAt: row.sent_at,
    firstReceivedAt: row.first_received_at ?? now,
    receiveCount: row.receive_count + 1,
    ...(row.dead_letter_source !== null && { deadLetterSource: row.dead_letter_source }),
  };
}
