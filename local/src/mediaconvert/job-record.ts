import { localAccount } from '../aws/service.ts';
import type { CreateJobRequest } from './job-schema.ts';
import type { Phase } from './transcode.ts';

export type JobStatus = 'SUBMITTED' | 'PROGRESSING' | 'COMPLETE' | 'CANCELED' | 'ERROR';
export const jobStatuses: readonly JobStatus[] = [
  'SUBMITTED',
  'PROGRESSING',
  'COMPLETE',
  'CANCELED',
  'ERROR',
];

/** One entry of `outputGroupDetails`, as the COMPLETE event has it. */
export interface OutputGroupDetail {
  readonly type: 'HLS_GROUP' | 'FILE_GROUP';
  readonly playlistFilePaths?: readonly string[];
  readonly outputDetails: readonly {
    readonly outputFilePaths: readonly string[];
    readonly durationInMs: number;
    readonly videoDetails: {
      readonly widthInPx: number;
      readonly heightInPx: number;
      readonly averageBitrate?: number;
    };
  }[];
}

/** A job as it is kept. Times in Unix milliseconds. */
export interface JobRecord {
  readonly id: string;
  readonly request: CreateJobRequest;
  readonly status: JobStatus;
  readonly submittedAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly phase?: Phase;
  readonly percent?: number;
  readonly error?: { readonly code: number; readonly message: string };
  readonly outputGroupDetails?: readonly OutputGroupDetail[];
  /** The encoder that was last started for it. */
  readonly process?: { readonly pid: number; readonly workDir: string };
}

const arnPrefix = `arn:aws:mediaconvert:${localAccount.region}:${localAccount.accountId}`;

/** The queue that every account has. */
export const defaultQueueName = 'Default';
export const defaultQueueArn = queueArn(defaultQueueName);

export function queueArn(name: string): string {
  return `${arnPrefix}:queues/${name}`;
}

/** The name in a reference to a queue, which is its ARN or the name itself. */
export function queueName(reference: string): string {
  const start = queueArn('');
  return reference.startsWith(start) ? reference.slice(start.length) : reference;
}

export function jobArn(id: string): string {
  return `${arnPrefix}:jobs/${id}`;
}

/** The job in the service's JSON. */
export function jobJson(job: JobRecord): Record<string, unknown> {
  const { request } = job;
  return {
    id: job.id,
    arn: jobArn(job.id),
    status: job.status,
    queue: request.queue ?? defaultQueueArn,
    role: request.role,
    settings: request.settings,
    userMetadata: request.userMetadata ?? {},
    clientRequestToken: request.clientRequestToken,
    statusUpdateInterval: request.statusUpdateInterval ?? 'SECONDS_60',
    createdAt: seconds(job.submittedAt),
    currentPhase: job.phase,
    jobPercentComplete: job.percent,
    errorCode: job.error?.code,
    errorMessage: job.error?.message,
    outputGroupDetails: job.outputGroupDetails?.map(({ outputDetails }) => ({
      outputDetails: outputDetails.map(({ durationInMs, videoDetails }) => ({
        durationInMs,
        videoDetails: {
          widthInPx: videoDetails.widthInPx,
          heightInPx: videoDetails.heightInPx,
        },
      })),
    })),
    timing: {
      submitTime: seconds(job.submittedAt),
      startTime: job.startedAt && seconds(job.startedAt),
      finishTime: job.finishedAt && seconds(job.finishedAt),
    },
    accelerationSettings: { mode: 'DISABLED' },
    accelerationStatus: 'NOT_APPLICABLE',
    billingTagsSource: 'JOB',
    priority: 0,
    messages: { info: [], warning: [] },
    retryCount: 0,
  };
}

/** With its fraction, which clients of this format take, so that delays can be measured. */
function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
