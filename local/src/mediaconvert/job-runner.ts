import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError } from '../aws/errors.ts';
import type { EmitEvent } from '../events/aws-event.ts';
import type { Binaries } from '../ffmpeg/binaries.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { type JobPlan, planJob } from './encode-plan.ts';
import { inputInformation, jobEvent, statusUpdate } from './job-events.ts';
import type { JobRecord, OutputGroupDetail } from './job-record.ts';
import type { JobStore } from './job-store.ts';
import { stopOrphan } from './orphans.ts';
import { JobError, type TranscodeResult, transcode } from './transcode.ts';

export interface JobRunnerOptions {
  readonly jobs: JobStore;
  readonly store: ObjectStore;
  readonly emit: EmitEvent;
  readonly binaries: () => Promise<Binaries>;
  /** Of work in progress; its own, emptied at start. */
  readonly workDir: string;
  /** Jobs at a time. */
  readonly concurrency: number;
  readonly preset: string | undefined;
}

export interface JobRunner {
  /** Looks for submitted jobs and runs what there is room for. */
  wake(): void;
  /** @throws AwsError `ConflictException` for a job that has ended */
  cancel(job: JobRecord): void;
  /** Stops at once; what was running is taken up again at the next start. */
  close(): Promise<void>;
}

/** AWS sends the first after about a minute; a page on the same machine may know sooner. */
const firstUpdateMs = 1000;
/** AWS sends one every StatusUpdateInterval, 10 s at the least. */
const updateEveryMs = 2000;

/** Runs submitted jobs, oldest first, and keeps their records and events up to date. */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { jobs, emit } = options;
  const running = new Map<string, { stop: AbortController; done: Promise<void> }>();
  let closed = false;
  const ready = takeUp();

  /** After a kill: encoders left behind are stopped and their jobs begin again. */
  async function takeUp(): Promise<void> {
    for (const job of jobs.list({ status: 'PROGRESSING', limit: 1000 })) {
      stopOrphan(job);
      const {
        startedAt: _start,
        phase: _phase,
        percent: _percent,
        process: _process,
        ...rest
      } = job;
      jobs.save({ ...rest, status: 'SUBMITTED' });
    }
    await rm(options.workDir, { recursive: true, force: true });
  }

  function wake(): void {
    if (closed) return;
    const waiting = jobs.list({
      status: 'SUBMITTED',
      ascending: true,
      limit: options.concurrency + running.size,
    });
    for (const job of waiting) {
      if (running.size >= options.concurrency) return;
      if (running.has(job.id)) continue;
      const stop = new AbortController();
      const done = ready
        .then(() => run(job.id, stop.signal))
        .catch((error: unknown) => console.error(`MediaConvert job ${job.id}:`, error))
        .finally(() => {
          running.delete(job.id);
          wake();
        });
      running.set(job.id, { stop, done });
    }
  }

  async function run(id: string, signal: AbortSignal): Promise<void> {
    const job = jobs.get(id);
    if (!job || signal.aborted) return;
    const workDir = join(options.workDir, `${id}-${randomUUID()}`);
    const live = liveJob(job, workDir, signal);
    try {
      await mkdir(workDir, { recursive: true });
      const plan = planJob(job.request);
      const result = await transcode({
        store: options.store,
        binaries: await options.binaries(),
        preset: options.preset,
        plan,
        workDir,
        signal,
        ...live.listeners(job.request.settings.inputs[0]?.fileInput ?? ''),
      });
      signal.throwIfAborted();
      live.complete(outputGroupDetails(plan, result));
    } catch (error) {
      // The caller that stopped it has set its state.
      if (!signal.aborted) live.fail(error);
    } finally {
      live.stop();
      await rm(workDir, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  /** The record of a running job and its events. */
  function liveJob(submitted: JobRecord, workDir: string, signal: AbortSignal) {
    let job: JobRecord = {
      ...submitted,
      status: 'PROGRESSING',
      startedAt: Date.now(),
      percent: 0,
    };
    let frames = 0;
    // Once it is stopped, the caller that stopped it writes the record.
    const change = (changes: Partial<JobRecord>) => {
      job = { ...job, ...changes };
      if (!signal.aborted) jobs.save(job);
    };
    const say = (status: string, detail?: Readonly<Record<string, unknown>>) => {
      if (!signal.aborted) emit(jobEvent(job, status, detail));
    };
    change({});
    say('PROGRESSING');
    const update = () => {
      change({});
      say('STATUS_UPDATE', statusUpdate(job, frames));
    };
    let interval: NodeJS.Timeout | undefined;
    const first = setTimeout(() => {
      update();
      interval = setInterval(update, updateEveryMs);
    }, firstUpdateMs);
    return {
      listeners: (uri: string) => ({
        onPhase: (phase: NonNullable<JobRecord['phase']>) => change({ phase }),
        onProbed: (probed: Parameters<typeof inputInformation>[1]) =>
          say('INPUT_INFORMATION', inputInformation(uri, probed)),
        onStart: (pid: number) => change({ process: { pid, workDir } }),
        onProgress(progress: { frame: number; percent: number }) {
          frames = progress.frame;
          job = { ...job, percent: Math.floor(progress.percent) };
        },
      }),
      complete(details: readonly OutputGroupDetail[]) {
        change({
          status: 'COMPLETE',
          percent: 100,
          finishedAt: Date.now(),
          outputGroupDetails: details,
        });
        say('COMPLETE', { outputGroupDetails: details, paddingInserted: 0, warnings: [] });
      },
      fail(error: unknown) {
        const { code, message } =
          error instanceof JobError ? error : new JobError(1999, String(error));
        change({ status: 'ERROR', finishedAt: Date.now(), error: { code, message } });
        say('ERROR', { errorCode: code, errorMessage: message, warnings: [] });
      },
      stop() {
        clearTimeout(first);
        clearInterval(interval);
      },
    };
  }

  return {
    wake,
    cancel(job) {
      if (job.status !== 'SUBMITTED' && job.status !== 'PROGRESSING') {
        throw new AwsError(
          'ConflictException',
          `job ${job.id} is ${job.status}: only SUBMITTED and PROGRESSING ones can be canceled`,
          409,
        );
      }
      running.get(job.id)?.stop.abort(new Error('canceled'));
      const canceled: JobRecord = { ...job, status: 'CANCELED', finishedAt: Date.now() };
      jobs.save(canceled);
      emit(jobEvent(canceled, 'CANCELED'));
    },
    async close() {
      closed = true;
      const ending = [...running.values()];
      for (const { stop } of ending) stop.abort(new Error('the local cloud is stopping'));
      await Promise.allSettled([ready, ...ending.map(({ done }) => done)]);
    },
  };
}

function outputGroupDetails(plan: JobPlan, result: TranscodeResult): OutputGroupDetail[] {
  const duration = Math.max(...result.renditions.map((rendition) => rendition.duration));
  return plan.groups.map((group): OutputGroupDetail => {
    if (group.kind === 'hls') {
      return {
        type: 'HLS_GROUP',
        playlistFilePaths: [`s3://${plan.hls.bucket}/${plan.hls.keyBase}.m3u8`],
        outputDetails: result.renditions.map(({ target, duration: seconds, averageBitrate }) => ({
          outputFilePaths: [`s3://${plan.hls.bucket}/${target.keyBase}.m3u8`],
          durationInMs: Math.round(seconds * 1000),
          videoDetails: {
            widthInPx: target.settings.videoDescription.width,
            heightInPx: target.settings.videoDescription.height,
            averageBitrate,
          },
        })),
      };
    }
    const targets = plan.captures.filter(({ id }) => group.ids.includes(id));
    return {
      type: 'FILE_GROUP',
      outputDetails: targets.map((target) => {
        const last = Math.max(0, (result.captures.get(target.id) ?? 0) - 1);
        const file = `${target.keyBase}.${String(last).padStart(7, '0')}.jpg`;
        return {
          outputFilePaths: [`s3://${target.bucket}/${file}`],
          durationInMs: Math.round(duration * 1000),
          videoDetails: {
            widthInPx: target.settings.videoDescription.width,
            heightInPx: target.settings.videoDescription.height,
          },
        };
      }),
    };
  });
}
