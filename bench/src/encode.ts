import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  GetJobCommand,
  MediaConvertClient,
  ProbeCommand,
} from '@aws-sdk/client-mediaconvert';
import { createJobRequest } from '@tidecast/encoding/job';
import { parseProbe } from '@tidecast/encoding/probe';
import { assessSource } from '@tidecast/encoding/refusal';
import { startAwsEndpoint } from '../../local/src/aws/endpoint.ts';
import { localAccount } from '../../local/src/aws/service.ts';
import { type Binaries, findBinaries } from '../../local/src/ffmpeg/binaries.ts';
import { runFfmpeg } from '../../local/src/ffmpeg/run-ffmpeg.ts';
import { runFfprobe } from '../../local/src/ffmpeg/run-ffprobe.ts';
import { type JobPlan, planJob, readInput } from '../../local/src/mediaconvert/encode-plan.ts';
import { ffmpegArguments } from '../../local/src/mediaconvert/ffmpeg-arguments.ts';
import { defaultQueueArn } from '../../local/src/mediaconvert/job-record.ts';
import { openJobStore } from '../../local/src/mediaconvert/job-store.ts';
import { createMediaConvertService } from '../../local/src/mediaconvert/service.ts';
import { createS3 } from '../../local/src/s3/s3.ts';
import { benchClip } from './clip.ts';
import { type Figure, figureTable } from './figure.ts';

const pollMs = 20;
const limitMs = 20 * 60_000;

/**
 * Encodes 1080p to five rungs in three ways, one after another: a whole job of the local
 * MediaConvert, one bare ffmpeg with the same ladder, and an ffmpeg of its own for each rung.
 *
 * @param seconds - of the clip; `SECONDS` by default, else 60
 */
export async function benchEncode(seconds = Number(process.env.SECONDS ?? 60)): Promise<Figure[]> {
  const binaries = await findBinaries();
  const clip = await benchClip(binaries.ffmpeg.path, seconds);
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-bench-encode-'));
  try {
    const { job, plan } = await timeJob(clip, directory);
    const ladder: JobPlan = { ...plan, captures: [], groups: [{ kind: 'hls' }] };
    const rungs = ladder.hls.targets.map((target) => ({
      ...ladder,
      hls: { ...ladder.hls, targets: [target] },
    }));
    const bare = await timeFfmpeg(binaries, clip, directory, [ladder]);
    const separate = await timeFfmpeg(binaries, clip, directory, rungs);
    const note = `${seconds} s of 1080p30, ${rungs.length} rungs`;
    return [
      { name: 'encode: a job of the local MediaConvert', value: job, unit: 's', note },
      { name: 'encode: one bare ffmpeg', value: bare, unit: 's', note },
      { name: 'encode: one ffmpeg after another', value: separate, unit: 's', note },
      { name: 'job ÷ one bare ffmpeg', value: job / bare, unit: 'x', goal: { atMost: 1.1 } },
      {
        name: 'one ffmpeg after another ÷ job',
        value: separate / job,
        unit: 'x',
        goal: { atLeast: 1.6 },
      },
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Seconds from CreateJob to COMPLETE: stills, playlists and the bucket included. */
async function timeJob(clip: string, directory: string): Promise<{ job: number; plan: JobPlan }> {
  const s3 = createS3({ dataDir: join(directory, 's3') });
  s3.store.createBucket('source');
  s3.store.createBucket('media');
  const copy = join(directory, 'source.mp4');
  await copyFile(clip, copy);
  await s3.store.importFile('source', 'clip', copy, { contentType: 'video/mp4' });
  const mediaConvert = createMediaConvertService({
    store: s3.store,
    emit: () => undefined,
    dataDir: directory,
  });
  const services = [s3.service, mediaConvert];
  const endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services });
  const { region, accessKeyId, secretAccessKey } = localAccount;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new MediaConvertClient({ endpoint: endpoint.url, region, credentials });
  try {
    const request = await requestFor(client, 's3://source/clip');
    const from = performance.now();
    const { Job } = await client.send(new CreateJobCommand(request));
    const id = Job?.Id ?? '';
    await completion(client, id);
    const job = (performance.now() - from) / 1000;
    return { job, plan: acceptedPlan(directory, id) };
  } finally {
    client.destroy();
    await endpoint.close();
    await mediaConvert.close();
    await s3.service.close();
  }
}

async function requestFor(client: MediaConvertClient, url: string): Promise<CreateJobCommandInput> {
  const probe = new ProbeCommand({ InputFiles: [{ FileUrl: url }] });
  const { ProbeResults } = await client.send(probe);
  const assessed = assessSource(parseProbe(ProbeResults?.[0]));
  if (!assessed.playable) throw new Error(assessed.refusal.message);
  return createJobRequest({
    stack: 'bench',
    videoId: 'bench',
    attempt: 1,
    queueArn: defaultQueueArn,
    roleArn: `arn:aws:iam::${localAccount.accountId}:role/bench`,
    sourceUrl: url,
    hlsDestination: 's3://media/hls/index',
    posterDestination: 's3://media/poster/poster',
    storyboardDestination: 's3://media/storyboard/frame',
    source: assessed.source,
  });
}

async function completion(client: MediaConvertClient, id: string): Promise<void> {
  const limit = performance.now() + limitMs;
  while (performance.now() < limit) {
    const { Job } = await client.send(new GetJobCommand({ Id: id }));
    if (Job?.Status === 'COMPLETE') return;
    if (Job?.Status === 'ERROR') throw new Error(`job ${id}: ${Job.ErrorMessage}`);
    await delay(pollMs);
  }
  throw new Error(`job ${id} did not end within ${limitMs / 1000} seconds`);
}

/** The plan that the service made of the request it took. */
function acceptedPlan(directory: string, id: string): JobPlan {
  const jobs = openJobStore(directory);
  try {
    const job = jobs.get(id);
    if (!job) throw new Error(`there is no job ${id}`);
    return planJob(job.request);
  } finally {
    jobs.close();
  }
}

/** Seconds that ffmpeg takes for the plans, one after another. */
async function timeFfmpeg(
  { ffmpeg, ffprobe }: Binaries,
  clip: string,
  directory: string,
  plans: readonly JobPlan[],
): Promise<number> {
  const input = readInput(await runFfprobe(ffprobe, clip));
  if (!input) throw new Error(`${clip} has no picture`);
  const workDir = join(directory, `work-${plans.length}`);
  await mkdir(workDir);
  const preset = process.env.TIDECAST_X264_PRESET;
  const from = performance.now();
  for (const plan of plans) {
    const files = { inputPath: clip, workDir };
    await runFfmpeg({
      binary: ffmpeg,
      args: ffmpegArguments(plan, input, files, { binary: ffmpeg, preset }),
      signal: AbortSignal.timeout(limitMs),
    });
  }
  return (performance.now() - from) / 1000;
}

if (import.meta.main) console.log(figureTable(await benchEncode()));
