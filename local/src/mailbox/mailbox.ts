import { openDatabase } from '../storage/database.ts';

/** A mail as an emulated service sends it. */
interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The confirmation code or temporary password in the text, for scripts. */
  readonly code?: string;
}

interface DeliveredMail extends OutgoingMail {
  /** RFC 3339, UTC. */
  readonly deliveredAt: string;
}

/** Where mail goes that AWS would send: kept on disk instead of leaving the machine. */
export interface Mailbox {
  /** Kept on disk once it returns; says so in one log line. */
  deliver(mail: OutgoingMail): void;
  /** What was delivered to an address, whatever its capitals; newest first, at most 100. */
  list(to: string): DeliveredMail[];
  close(): void;
}

export interface MailboxOptions {
  readonly dataDir: string;
  readonly log: (line: string) => void;
  readonly now?: () => number;
}

interface MailRow {
  recipient: string;
  subject: string;
  text: string;
  code: string | null;
  delivered_at: number;
}

const listLimit = 100;

/** Opens the mailbox in `dataDir`. */
export function createMailbox({ dataDir, log, now = Date.now }: MailboxOptions): Mailbox {
  const database = openDatabase(
    dataDir,
    'mailbox.sqlite',
    `CREATE TABLE IF NOT EXISTS mails (
       sequence INTEGER PRIMARY KEY AUTOINCREMENT,
       recipient TEXT NOT NULL COLLATE NOCASE,
       subject TEXT NOT NULL,
       text TEXT NOT NULL,
       code TEXT,
       delivered_at INTEGER NOT NULL
     ) STRICT;
     CREATE INDEX IF NOT EXISTS mails_by_recipient ON mails (recipient, sequence);`,
  );
  const insert = database.prepare(
    'INSERT INTO mails (recipient, subject, text, code, delivered_at) VALUES (?, ?, ?, ?, ?)',
  );
  const select = database.prepare(
    'SELECT * FROM mails WHERE recipient = ? ORDER BY sequence DESC LIMIT ?',
  );

  return {
    deliver({ to, subject, text, code }) {
      insert.run(to, subject, text, code ?? null, now());
      log(code === undefined ? `mail to ${to}: ${subject}` : `mail to ${to}: ${subject}: ${code}`);
    },
    list(to) {
      return (select.all(to, listLimit) as unknown as MailRow[]).map(toMail);
    },
    close() {
      database.close();
    },
  };
}

function toMail(row: MailRow): DeliveredMail {
  return {
    to: row.recipient,
    subject: row.subject,
    text: row.text,
    ...(row.code !== null && { code: row.code }),
    deliveredAt: new Date(row.delivered_at).toISOString(),
  };
}
