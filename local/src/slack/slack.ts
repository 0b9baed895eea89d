import { randomBytes } from 'node:crypto';
import { openDatabase } from '../storage/database.ts';
import { readSlackMessage, type SlackMessage } from './block-kit.ts';

export interface PostedMessage extends SlackMessage {
  /** RFC 3339, UTC. */
  readonly postedAt: string;
}

/** What Slack answers a webhook: `ok`, or a status of refusal and one word. */
export interface SlackAnswer {
  readonly status: number;
  readonly text: string;
}

/** Where messages go that a stack would post in Slack: kept on disk instead of leaving the machine. */
export interface Slack {
  /** The secret at the end of the webhook's address; another one on every start. */
  readonly token: string;
  /** Takes what was posted to the webhook of that token. */
  post(token: string, body: string): SlackAnswer;
  /** Newest first, at most 100. */
  list(): PostedMessage[];
  close(): void;
}

export interface SlackOptions {
  readonly dataDir: string;
  readonly now?: () => number;
}

const listLimit = 100;

/** Opens the one channel, kept in `dataDir`. */
export function createSlack({ dataDir, now = Date.now }: SlackOptions): Slack {
  const database = openDatabase(
    dataDir,
    'slack.sqlite',
    `CREATE TABLE IF NOT EXISTS messages (
       sequence INTEGER PRIMARY KEY AUTOINCREMENT,
       message TEXT NOT NULL,
       posted_at INTEGER NOT NULL
     ) STRICT;`,
  );
  const insert = database.prepare('INSERT INTO messages (message, posted_at) VALUES (?, ?)');
  const select = database.prepare('SELECT * FROM messages ORDER BY sequence DESC LIMIT ?');
  const known = randomBytes(18).toString('base64url');

  return {
    token: known,
    post(token, body) {
      if (token !== known) return { status: 404, text: 'no_service' };
      const reading = readSlackMessage(body);
      if ('error' in reading) return { status: 400, text: reading.error };
      insert.run(JSON.stringify(reading.message), now());
      return { status: 200, text: 'ok' };
    },
    list: () =>
      select.all(listLimit).map((row) => ({
        postedAt: new Date(Number(row.posted_at)).toISOString(),
        ...(JSON.parse(String(row.message)) as SlackMessage),
      })),
    close() {
      database.close();
    },
  };
}
