import type { DatabaseSync } from 'node:sqlite';
import { localAccount } from '../aws/service.ts';
import { openDatabase } from '../storage/database.ts';
import { chatId } from './ids.ts';

export interface MessageReviewHandler {
  /** ARN of a Lambda function. */
  readonly uri: string;
  /** What happens to a message when the function gives no valid answer in time. */
  readonly fallbackResult: 'ALLOW' | 'DENY';
}

/** What the owner of a room decides. */
export interface RoomSettings {
  readonly name: string;
  /** Of all clients together. */
  readonly maximumMessageRatePerSecond: number;
  /** In code points. */
  readonly maximumMessageLength: number;
  readonly messageReviewHandler?: MessageReviewHandler;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Room extends RoomSettings {
  readonly id: string;
  readonly arn: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS rooms (
    id TEXT PRIMARY KEY,
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;`;

const { region, accountId } = localAccount;
const arnPrefix = `arn:aws:ivschat:${region}:${accountId}:room/`;

/** Rooms on disk. */
export class RoomStore {
  readonly #database: DatabaseSync;

  constructor(dataDir: string) {
    this.#database = openDatabase(dataDir, 'ivschat.sqlite', schema);
  }

  create(settings: RoomSettings, now: number): Room {
    const id = chatId();
    this.#database
      .prepare('INSERT INTO rooms VALUES (?, ?, ?, ?)')
      .run(id, JSON.stringify(settings), now, now);
    return { ...settings, id, arn: arnPrefix + id, createdAt: now, updatedAt: now };
  }

  update(room: Room, settings: RoomSettings, now: number): Room {
    this.#database
      .prepare('UPDATE rooms SET settings = ?, updated_at = ? WHERE id = ?')
      .run(JSON.stringify(settings), now, room.id);
    const { id, arn, createdAt } = room;
    return { ...settings, id, arn, createdAt, updatedAt: now };
  }

  find(arn: string): Room | undefined {
    if (!arn.startsWith(arnPrefix)) return undefined;
    const row = this.#database
      .prepare('SELECT * FROM rooms WHERE id = ?')
      .get(arn.slice(arnPrefix.length));
    return row && toRoom(row);
  }

  /** Oldest first. */
  list(): Room[] {
    return this.#database.prepare('SELECT * FROM rooms ORDER BY created_at, id').all().map(toRoom);
  }

  delete({ id }: Room): void {
    this.#database.prepare('DELETE FROM rooms WHERE id = ?').run(id);
  }

  close(): void {
    this.#database.close();
  }
}

function toRoom(row: Record<string, unknown>): Room {
  const id = String(row.id);
  return {
    ...(JSON.parse(String(row.settings)) as RoomSettings),
    id,
    arn: arnPrefix + id,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}
