import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { AwsError } from '../aws/errors.ts';
import { readJson, sendJson } from '../aws/messages.ts';
import type { AwsRequest, AwsService } from '../aws/service.ts';
import type { EmitEvent } from '../events/aws-event.ts';
import { type Binaries, findBinaries } from '../ffmpeg/binaries.ts';
import { runFfprobe, UnreadableFileError } from '../ffmpeg/run-ffprobe.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { planJob, s3Location } from './encode-plan.ts';
import {
  defaultQueueArn,
  type JobRecord,
  type JobStatus,
  jobJson,
  jobStatuses,
  queueArn,
  queueName,
} from './job-record.ts';
import { createJobRunner } from './job-runner.ts';
import { parseCreateJob } from './job-schema.ts';
import { openJobStore } from './job-store.ts';
import { probeResult } from './probe.ts';
import { openQueues } from './queues.ts';

export interface MediaConvertOptions {
  /** Where inputs are read and outputs written. */
  readonly store: ObjectStore;
  /** Where "MediaConvert Job State Change" events go. */
  readonly emit: EmitEvent;
  /** Of the local cloud; this service keeps `mediaconvert.sqlite` and `mediaconvert/` there. */
  readonly dataDir: string;
  /** Jobs at a time; 2 by default, for more only share the same cores. */
  readonly concurrency?: number;
  /** x264's preset for all outputs; `TIDECAST_X264_PRESET` by default, else by quality level. */
  readonly preset?: string;
}

/** For how long the same ClientRequestToken gives the same job (MediaConvert API reference). */
const tokenLifeMs = 60_000;
const pathPrefix = '/2017-08-29/';
const maxPage = 20;

/**
 * AWS Elemental MediaConvert on this machine: the jobs API over ffmpeg. It differs from AWS in that
 * playlists of a running job appear with the first segment (AWS: the third), status updates come
 * every two seconds (AWS: as StatusUpdateInterval says, from 10 s), HDR is always mapped to SDR, and
 * settings outside of what the product uses are refused by name.
 */
export function createMediaConvertService(options: MediaConvertOptions): AwsService {
  const jobs = openJobStore(options.dataDir);
  const concurrency = options.concurrency ?? 2;
  const queues = openQueues({ dataDir: options.dataDir, jobs, concurrency });
  let found: Promise<Binaries> | undefined;
  const binaries = () => {
    found ??= findBinaries().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  const runner = createJobRunner({
    jobs,
    store: options.store,
    emit: options.emit,
    binaries,
    workDir: join(options.dataDir, 'mediaconvert', 'work'),
    concurrency,
    preset: options.preset ?? process.env.TIDECAST_X264_PRESET,
  });
  runner.wake();

  function createJob(body: Record<string, unknown>): JobRecord {
    const asked = parseCreateJob(body);
    const request = { ...asked, queue: queues.arnOf(asked.queue ?? defaultQueueArn) };
    planJob(request);
    const now = Date.now();
    const token = request.clientRequestToken;
    const earlier = token === undefined ? undefined : jobs.findByToken(token, now - tokenLifeMs);
    if (earlier) return earlier;
    // As AWS writes its ids: milliseconds, then something random.
    const id = `${now}-${randomUUID().slice(0, 6)}`;
    const job: JobRecord = { id, request, status: 'SUBMITTED', submittedAt: now };
    jobs.save(job);
    runner.wake();
    return job;
  }

  function getJob(id: string): JobRecord {
    const job = jobs.get(id);
    if (!job) throw notFound(`job ${id} does not exist`);
    return job;
  }

  function listJobs(query: URLSearchParams) {
    const status = query.get('status') ?? undefined;
    if (status !== undefined && !isStatus(status)) {
      throw badRequest(`status ${status}: must be one of ${jobStatuses.join(', ')}`);
    }
    const asked = query.get('queue');
    const queue = asked === null ? undefined : queueArn(queueName(asked));
    const limit = pageSize(query.get('maxResults'));
    const offset = pageOffset(query.get('nextToken'));
    const ascending = query.get('order') === 'ASCENDING';
    const page = jobs.list({ status, queue, ascending, offset, limit: limit + 1 });
    return {
      jobs: page.slice(0, limit).map(jobJson),
      ...(page.length > limit && { nextToken: String(offset + limit) }),
    };
  }

  async function probe(body: Record<string, unknown>) {
    const files = Array.isArray(body.inputFiles) ? body.inputFiles : [];
    if (files.length !== 1) throw badRequest('InputFiles: must hold exactly one file');
    const url = String((files[0] as { fileUrl?: unknown } | null)?.fileUrl ?? '');
    const { bucket, key } = s3Location(url);
    const object = options.store.head(bucket, key);
    if (!object) throw notFound(`Unable to open input file [${url}]: not found`);
    const { ffprobe } = await binaries();
    try {
      return { probeResults: [probeResult(await runFfprobe(ffprobe, object.filePath), object)] };
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      throw badRequest(`Unable to probe input file [${url}]: ${error.message}`);
    }
  }

  async function answer(request: AwsRequest): Promise<{ status: number; body: unknown }> {
    const ok = (body: unknown, status = 200) => ({ status, body });
    const path = request.url.pathname.startsWith(pathPrefix)
      ? request.url.pathname.slice(pathPrefix.length).split('/').map(decodeURIComponent)
      : [];
    const [collection, id] = path;
    switch (`${request.method} ${collection}${id === undefined ? '' : '/id'}`) {
      case 'POST jobs':
        return ok({ job: jobJson(createJob(await readJson(request))) }, 201);
      case 'GET jobs':
        return ok(listJobs(request.url.searchParams));
      case 'GET jobs/id':
        return ok({ job: jobJson(getJob(id ?? '')) });
      case 'DELETE jobs/id':
        runner.cancel(getJob(id ?? ''));
        return ok({}, 202);
      case 'POST probe':
        return ok(await probe(await readJson(request)));
      case 'POST endpoints':
        return ok({ endpoints: [{ url: `http://${request.headers.host ?? ''}` }] });
      case 'GET queues':
        return ok(queues.list());
      case 'POST queues':
        return ok(queues.create(await readJson(request)), 201);
      case 'GET queues/id':
        return ok(queues.get(id ?? ''));
      case 'DELETE queues/id':
        return ok(queues.delete(id ?? ''), 202);
      default:
        throw badRequest(`${request.method} ${request.url.pathname} is not supported here`);
    }
  }

  return {
    signingName: 'mediaconvert',
    protocol: 'rest-json',
    async handle(request: AwsRequest, response: ServerResponse) {
      const { status, body } = await answer(request);
      sendJson(response, status, body, 'rest-json');
    },
    async close() {
      await runner.close();
      jobs.close();
      queues.close();
    },
  };
}

function isStatus(text: string): text is JobStatus {
  return jobStatuses.some((status) => status === text);
}

function pageSize(text: string | null): number {
  const size = text === null ? maxPage : Number(text);
  if (!Number.isInteger(size) || size < 1 || size > maxPage) {
    throw badRequest(`maxResults ${text}: must be from 1 to ${maxPage}`);
  }
  return size;
}

function pageOffset(text: string | null): number {
  const offset = text === null ? 0 : Number(text);
  if (!Number.isInteger(offset) || offset < 0) throw badRequest('nextToken: not one of ours');
  return offset;
}

function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, 404);
}
