import { openDatabase } from '../storage/database.ts';
import { defaultQueueArn, type JobRecord, type JobStatus } from './job-record.ts';

export interface JobQuery {
  readonly status?: JobStatus | undefined;
  /** ARN of their queue. */
  readonly queue?: string | undefined;
  readonly ascending?: boolean;
  readonly offset?: number;
  readonly limit: number;
}

/** The jobs on disk. Every write is kept once it returns. */
export interface JobStore {
  save(job: JobRecord): void;
  get(id: string): JobRecord | undefined;
  /** By submission, newest first unless asked otherwise. */
  list(query: JobQuery): JobRecord[];
  /** The newest job submitted with a token since a time in Unix milliseconds. */
  findByToken(token: string, since: number): JobRecord | undefined;
  /** @param queue - ARN of their queue */
  count(status: JobStatus, queue: string): number;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS job (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    token TEXT,
    submitted_at INTEGER NOT NULL,
    record TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS job_by_status ON job (status, sequence);
  CREATE INDEX IF NOT EXISTS job_by_token ON job (token, submitted_at);
`;

/** Jobs that named none are in the account's own. */
const queueOfJob = `ifnull(json_extract(record, '$.request.queue'), '${defaultQueueArn}')`;

export function openJobStore(dataDir: string): JobStore {
  const database = openDatabase(dataDir, 'mediaconvert.sqlite', schema);
  const save = database.prepare(`
    INSERT INTO job (id, status, token, submitted_at, record) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, record = excluded.record
  `);
  const get = database.prepare('SELECT record FROM job WHERE id = ?');
  const byToken = database.prepare(
    'SELECT record FROM job WHERE token = ? AND submitted_at >= ? ORDER BY sequence DESC LIMIT 1',
  );
  const counted = database.prepare(
    `SELECT count(*) AS jobs FROM job WHERE status = ? AND ${queueOfJob} = ?`,
  );
  const page = (order: 'ASC' | 'DESC') =>
    database.prepare(
      `SELECT record FROM job WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR ${queueOfJob} = ?2)
       ORDER BY sequence ${order} LIMIT ?3 OFFSET ?4`,
    );
  const ascending = page('ASC');
  const descending = page('DESC');

  return {
    save(job) {
      const token = job.request.clientRequestToken ?? null;
      save.run(job.id, job.status, token, job.submittedAt, JSON.stringify(job));
    },
    get: (id) => parse(get.get(id)),
    list(query) {
      const rows = (query.ascending ? ascending : descending).all(
        query.status ?? null,
        query.queue ?? null,
        query.limit,
        query.offset ?? 0,
      );
      return rows.flatMap((row) => parse(row) ?? []);
    },
    findByToken: (token, since) => parse(byToken.get(token, since)),
    count: (status, queue) => Number(counted.get(status, queue)?.jobs ?? 0),
    close: () => database.close(),
  };
}

function parse(row: Record<string, unknown> | undefined): JobRecord | undefined {
  return row ? (JSON.parse(String(row.record)) as JobRecord) : undefined;
}
