import { AwsError } from '../aws/errors.ts';
import { openDatabase } from '../storage/database.ts';
import { defaultQueueName, queueArn, queueName } from './job-record.ts';
import type { JobStore } from './job-store.ts';

export interface QueuesOptions {
  readonly dataDir: string;
  readonly jobs: Pick<JobStore, 'count'>;
  /** Jobs at a time, over all queues: they share the encoders of this machine. */
  readonly concurrency: number;
}

/** The account's queues: its own, and those that were made. They differ in name alone. */
export interface Queues {
  /**
   * The ARN of a queue that is there.
   *
   * @param reference - its ARN or its name
   * @throws AwsError `NotFoundException`
   */
  arnOf(reference: string): string;
  /** Each operation takes the body of its request and returns the body of its answer. */
  create(body: Record<string, unknown>): Record<string, unknown>;
  get(reference: string): Record<string, unknown>;
  list(): Record<string, unknown>;
  delete(reference: string): Record<string, unknown>;
  close(): void;
}

const schema = 'CREATE TABLE IF NOT EXISTS queue (name TEXT PRIMARY KEY) STRICT;';

/** Opens the queues kept in `mediaconvert.sqlite`. */
export function openQueues({ dataDir, jobs, concurrency }: QueuesOptions): Queues {
  const database = openDatabase(dataDir, 'mediaconvert.sqlite', schema);
  const insert = database.prepare('INSERT OR IGNORE INTO queue VALUES (?)');
  const select = database.prepare('SELECT name FROM queue ORDER BY name');
  const remove = database.prepare('DELETE FROM queue WHERE name = ?');
  const names = () => [defaultQueueName, ...select.all().map(({ name }) => String(name))];

  const existing = (reference: string): string => {
    const name = queueName(reference);
    if (names().includes(name)) return name;
    throw new AwsError(
      'NotFoundException',
      `queue ${reference} does not exist: there are ${names().join(', ')}`,
      404,
    );
  };
  const json = (name: string) => ({
    name,
    arn: queueArn(name),
    type: name === defaultQueueName ? 'SYSTEM' : 'CUSTOM',
    status: 'ACTIVE',
    pricingPlan: 'ON_DEMAND',
    concurrentJobs: concurrency,
    submittedJobsCount: jobs.count('SUBMITTED', queueArn(name)),
    progressingJobsCount: jobs.count('PROGRESSING', queueArn(name)),
  });

  return {
    arnOf: (reference) => queueArn(existing(reference)),
    create({ name, pricingPlan = 'ON_DEMAND', status = 'ACTIVE' }) {
      // As MediaConvert takes names (API Reference, "Queues").
      if (typeof name !== 'string' || !/^[\w-]{1,256}$/.test(name))
        throw badRequest('Name: letters, digits, hyphens and underscores');
      if (pricingPlan !== 'ON_DEMAND' || status !== 'ACTIVE')
        throw badRequest('the local MediaConvert has active queues on demand alone');
      if (name === defaultQueueName || insert.run(name).changes === 0)
        throw new AwsError('ConflictException', `queue ${name} exists already`, 409);
      return { queue: json(name) };
    },
    get: (reference) => ({ queue: json(existing(reference)) }),
    list: () => ({ queues: names().map(json) }),
    delete(reference) {
      const { name, submittedJobsCount, progressingJobsCount } = json(existing(reference));
      if (name === defaultQueueName) throw badRequest(`queue ${name} is the account's own`);
      if (submittedJobsCount + progressingJobsCount > 0)
        throw new AwsError('ConflictException', `queue ${name} has jobs to do`, 409);
      remove.run(name);
      return {};
    },
    close: () => database.close(),
  };
}

function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}
