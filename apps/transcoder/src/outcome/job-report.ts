import type { VideoPhase } from '@tidecast/catalog/video';
import type { EncodeRef } from '@tidecast/catalog/video-catalog';
import * as z from 'zod';
import type { EncodeJob } from '../encoder.ts';
import { readJobMetadata } from '../job-metadata.ts';

/** The state of a job, as reported by one of its events or by MediaConvert itself. */
export interface JobReport {
  readonly stack: string;
  readonly ref: EncodeRef;
  readonly jobId: string;
  /** When the job was in that state, in Unix milliseconds. */
  readonly at: number;
  /** Seconds; absent for a job that does not carry it. */
  readonly sourceDuration?: number;
  /** When the attempt began to wait for the encoder; absent for a job that does not carry it. */
  readonly queuedAt?: Date;
  readonly news: JobNews;
}

type JobNews =
  | { readonly kind: 'progress'; readonly phase: VideoPhase; readonly progress: number }
  | { readonly kind: 'complete' }
  | { readonly kind: 'error'; readonly code?: number; readonly message?: string }
  | { readonly kind: 'canceled' }
  /** Changes nothing about a video, such as a warning. */
  | { readonly kind: 'other'; readonly status: string };

const phaseProgress = z.object({ status: z.string().optional() }).optional();

/** "MediaConvert Job State Change". Lenient where AWS's documents and events disagree. */
const jobEventSchema = z.object({
  detail: z.object({
    timestamp: z.number(),
    jobId: z.string(),
    status: z.string(),
    userMetadata: z.record(z.string(), z.unknown()).optional(),
    errorCode: z.number().optional(),
    errorMessage: z.string().optional(),
    jobProgress: z
      .object({
        jobPercentComplete: z.number().optional(),
        currentPhase: z.string().optional(),
        phaseProgress: z
          .object({ PROBING: phaseProgress, TRANSCODING: phaseProgress, UPLOADING: phaseProgress })
          .optional(),
      })
      .optional(),
  }),
});

type JobEventDetail = z.infer<typeof jobEventSchema>['detail'];

const phases = {
  PROBING: 'probing',
  TRANSCODING: 'transcoding',
  UPLOADING: 'uploading',
} as const satisfies Readonly<Record<string, VideoPhase>>;

/**
 * Reads an event.
 *
 * @returns undefined for a job that no Tidecast submitted
 * @throws Error saying what is wrong with an event of another shape
 */
export function reportFromEvent(event: unknown): JobReport | undefined {
  const result = jobEventSchema.safeParse(event);
  if (!result.success)
    throw new Error(
      `not a "MediaConvert Job State Change" event: ${z.prettifyError(result.error)}`,
    );
  const { detail } = result.data;
  return report(detail.userMetadata, detail.jobId, detail.timestamp, newsOfEvent(detail));
}

/**
 * Reads a job as the encoder describes it.
 *
 * @param at - when it was asked for
 * @returns undefined for a job that no Tidecast submitted
 */
export function reportFromJob(job: EncodeJob, at: Date): JobReport | undefined {
  const news = newsOfStatus(job.status ?? 'SUBMITTED', {
    phase: phaseOf(job.phase) ?? (job.status === 'PROGRESSING' ? 'probing' : 'waiting'),
    progress: job.progress ?? 0,
    code: job.errorCode,
    message: job.errorMessage,
  });
  return report(job.metadata, job.id, at.getTime(), news);
}

function report(
  metadata: Readonly<Record<string, unknown>> | undefined,
  jobId: string,
  at: number,
  news: JobNews,
): JobReport | undefined {
  const known = readJobMetadata(metadata);
  if (!known) return undefined;
  const { stack, videoId, attempt, ...facts } = known;
  return { stack, ref: { videoId, attempt }, jobId, at, news, ...facts };
}

function newsOfEvent(detail: JobEventDetail): JobNews {
  const { currentPhase, phaseProgress: byPhase, jobPercentComplete } = detail.jobProgress ?? {};
  const running = Object.entries(byPhase ?? {}).find(([, one]) => one?.status === 'PROGRESSING');
  return newsOfStatus(detail.status, {
    phase: phaseOf(currentPhase) ?? phaseOf(running?.[0]) ?? 'probing',
    progress: jobPercentComplete ?? 0,
    code: detail.errorCode,
    message: detail.errorMessage,
  });
}

function newsOfStatus(
  status: string,
  state: {
    readonly phase: VideoPhase;
    readonly progress: number;
    readonly code: number | undefined;
    readonly message: string | undefined;
  },
): JobNews {
  const { phase, progress, code, message } = state;
  switch (status) {
    case 'SUBMITTED':
    case 'PROGRESSING':
    case 'INPUT_INFORMATION':
    case 'STATUS_UPDATE':
      return { kind: 'progress', phase, progress };
    case 'COMPLETE':
      return { kind: 'complete' };
    case 'ERROR':
      return {
        kind: 'error',
        ...(code !== undefined && { code }),
        ...(message !== undefined && { message }),
      };
    case 'CANCELED':
      return { kind: 'canceled' };
    default:
      return { kind: 'other', status };
  }
}

function phaseOf(name: string | undefined): VideoPhase | undefined {
  return name === 'PROBING' || name === 'TRANSCODING' || name === 'UPLOADING'
    ? phases[name]
    : undefined;
}
