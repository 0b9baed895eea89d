import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateJobCommand,
  type CreateJobCommandInput,
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
import { median, spread } from './statistics.ts';

const limitMs = 20 * 60_000;

/** Each way takes its turn at being first. */
const rounds = 3;
const warmUpSeconds = 2;

/**
 * Encodes 1080p to five rungs in three ways, in turns: a whole job of the local MediaConvert, one
 * bare ffmpeg with the same ladder, and an ffmpeg of its own for each rung, one after another.
 *
 * @param seconds - of the clip; `SECONDS` by default, else 60
 */
export async function benchEncode(seconds = Number(process.env.SECONDS ?? 60)): Promise<Figure[]> {
  const binaries = await findBinaries();
  const clip = await benchClip(binaries.ffmpeg.path, seconds);
  const { plan } = await timeJob(await benchClip(binaries.ffmpeg.path, warmUpSeconds));
  const ladder: JobPlan = { ...plan, captures: [], groups: [{ kind: 'hls' }] };
  const rungs = ladder.hls.targets.map((target) => ({
    ...ladder,
    hls: { ...ladder.hls, targets: [target] },
  }));
  const job: number[] = [];
  const bare: number[] = [];
  const separate: number[] = [];
  const ways = [
    async () => job.push((await timeJob(clip)).seconds),
    async () => bare.push(await timeFfmpeg(binaries, clip, [ladder])),
    async () => separate.push(await timeFfmpeg(binaries, clip, rungs)),
  ];
  for (let round = 0; round < rounds; round++) {
    for (const way of [...ways.slice(round), ...ways.slice(0, round)]) await way();
  }
  const time = (name: string, values: readonly number[]): Figure => ({
    name: `encode: ${name}`,
    value: median(values),
    unit: 's',
    note: `${spread(values, 1)}, ${seconds} s of 1080p30, ${rungs.length} rungs`,
  });
  return [
    time('a job of the local MediaConvert', job),
    time('one bare ffmpeg', bare),
    time('one ffmpeg after another', separate),
    { ...ratio('job ÷ one bare ffmpeg', job, bare), goal: { atMost: 1.1 } },
    { ...ratio('one ffmpeg after another ÷ job', separate, job), goal: { atLeast: 1.6 } },
  ];
}

function ratio(name: string, of: readonly number[], to: readonly number[]): Figure {
  const values = of.map((value, round) => value / (to[round] ?? Number.NaN));
  return { name, value: median(values), unit: 'x', note: spread(values, 2) };
}

async function inDirectory<Result>(work: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-bench-encode-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Seconds from CreateJob to COMPLETE: stills, playlists and the bucket included. */
function timeJob(clip: string): Promise<{ seconds: number; plan: JobPlan }> {
  return inDirectory(async (directory) => {
    const s3 = createS3({ dataDir: join(directory, 's3') });
    s3.store.createBucket('source');
    s3.store.createBucket('media');
    const copy = join(directory, 'source.mp4');
    await copyFile(clip, copy);
    await s3.store.importFile('source', 'clip', copy, { contentType: 'video/mp4' });
    const end = Promise.withResolvers<void>();
    const mediaConvert = createMediaConvertService({
      store: s3.store,
      emit: ({ detail }) => {
        if (detail.status === 'COMPLETE') end.resolve();
        if (detail.status === 'ERROR') end.reject(new Error(`job: ${detail.errorMessage}`));
      },
      dataDir: directory,
    });
    const services = [s3.service, mediaConvert];
    const endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services });
    const { region, accessKeyId, secretAccessKey } = localAccount;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new MediaConvertClient({ endpoint: endpoint.url, region, credentials });
    const late = setTimeout(() => end.reject(new Error('the job did not end')), limitMs);
    try {
      const request = await requestFor(client, 's3://source/clip');
      const from = performance.now();
      const { Job } = await client.send(new CreateJobCommand(request));
      await end.promise;
      const seconds = (performance.now() - from) / 1000;
      return { seconds, plan: acceptedPlan(directory, Job?.Id ?? '') };
    } finally {
      clearTimeout(late);
      client.destroy();
      await endpoint.close();
      await mediaConvert.close();
      await s3.service.close();
    }
  });
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
  plans: readonly JobPlan[],
): Promise<number> {
  const input = readInput(await runFfprobe(ffprobe, clip));
  if (!input) throw new Error(`${clip} has no picture`);
  const preset = process.env.TIDECAST_X264_PRESET;
  return inDirectory(async (workDir) => {
    const from = performance.now();
    for (const plan of plans) {
      await runFfmpeg({
        binary: ffmpeg,
        args: ffmpegArguments(plan, input, clip, { binary: ffmpeg, preset }),
        directory: workDir,
        signal: AbortSignal.timeout(limitMs),
      });
    }
    return (performance.now() - from) / 1000;
  });
}

if (import.meta.main) console.log(figureTable(await benchEncode()));
