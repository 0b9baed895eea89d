import {
  type CancelJobCommandInput,
  ConflictException,
  type CreateJobCommandInput,
  type GetJobCommandInput,
  type Job,
  type ListJobsCommandInput,
  NotFoundException,
  type ProbeCommandInput,
  type ProbeResult,
} from '@aws-sdk/client-mediaconvert';

/** Jobs as MediaConvert keeps them; they go on only when a test moves them. */
export class FakeMediaConvert {
  readonly jobs: Job[] = [];
  /** What a probe of a URL finds; what is not here, Probe refuses to read. */
  readonly probes = new Map<string, ProbeResult>();
  /** Whether CancelJob takes effect at once, or only when the job is moved. */
  cancelsAtOnce = true;
  /** How long it remembers a ClientRequestToken: a minute (API reference, CreateJob). */
  tokenMilliseconds = 60_000;
  readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  job(id: string | undefined): Job {
    const job = this.jobs.find(({ Id }) => Id === id);
    if (!job) throw new NotFoundException({ message: `no job ${id}`, $metadata: {} });
    return job;
  }

  /** As after MediaConvert has lost a job or its ninety days are over. */
  forget(id: string): void {
    this.jobs.splice(this.jobs.indexOf(this.job(id)), 1);
  }
}

export function mediaconvertOperations(encoder: FakeMediaConvert) {
  return {
    Probe(input: ProbeCommandInput) {
      const probe = encoder.probes.get(input.InputFiles?.[0]?.FileUrl ?? '');
      return { ProbeResults: probe ? [probe] : [] };
    },
    CreateJob(input: CreateJobCommandInput) {
      const now = encoder.now();
      const known = encoder.jobs.find(
        ({ ClientRequestToken, CreatedAt }) =>
          ClientRequestToken === input.ClientRequestToken &&
          now - (CreatedAt?.getTime() ?? 0) < encoder.tokenMilliseconds,
      );
      if (known) return { Job: known };
      const job: Job = {
        Id: `job-${encoder.jobs.length + 1}`,
        Role: input.Role,
        Settings: input.Settings,
        ClientRequestToken: input.ClientRequestToken,
        UserMetadata: input.UserMetadata,
        Status: 'SUBMITTED',
        CreatedAt: new Date(now),
      };
      encoder.jobs.push(job);
      return { Job: job };
    },
    GetJob: (input: GetJobCommandInput) => ({ Job: { ...encoder.job(input.Id) } }),
    ListJobs(input: ListJobsCommandInput) {
      const asked = encoder.jobs.filter(({ Queue = input.Queue }) => Queue === input.Queue);
      const newestFirst = asked.reverse();
      const start = Number(input.NextToken ?? 0);
      const end = start + Math.min(input.MaxResults ?? 20, 20);
      return {
        Jobs: newestFirst.slice(start, end),
        ...(end < newestFirst.length && { NextToken: String(end) }),
      };
    },
    CancelJob(input: CancelJobCommandInput) {
      const job = encoder.job(input.Id);
      if (job.Status !== 'SUBMITTED' && job.Status !== 'PROGRESSING')
        throw new ConflictException({ message: `${job.Id} is ${job.Status}`, $metadata: {} });
      if (encoder.cancelsAtOnce) job.Status = 'CANCELED';
      return {};
    },
  };
}
