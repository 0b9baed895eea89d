/**
 * Every event of one job, lost, once or twice, in any order and as early as can be, then the
 * reconciler: one encode and the right end each time.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Job } from '@aws-sdk/client-mediaconvert';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Video } from '@tidecast/catalog/video';
import { jobEvent, writeEncoderOutput, writtenRenditions } from '../test/encoder-output.ts';
import { startTestBed, type TestBed } from '../test/test-bed.ts';

type End = 'COMPLETE' | 'ERROR';
type Step = 'created' | 'input' | 'progressing' | 'update' | 'end';

const steps: readonly Step[] = ['created', 'input', 'progressing', 'update', 'end'];
const minute = 60_000;
/** Thousands of writes to a DynamoDB in this process: seconds, or minutes on a busy machine. */
const everyOrderTimeout = 20 * minute;
const seconds = 8;

let bed: TestBed;
/** What happens between CreateJob and the catalog hearing of it, by video. */
const beforeRecorded = new Map<string, () => Promise<void>>();
const ends = new Map<string, End>();

beforeEach(async () => {
  beforeRecorded.clear();
  ends.clear();
  bed = await startTestBed((catalog) => ({
    ...catalog,
    async markSubmitted(ref, job) {
      await beforeRecorded.get(ref.videoId)?.();
      beforeRecorded.delete(ref.videoId);
      return catalog.markSubmitted(ref, job);
    },
  }));
  // One encode by the catalog alone: MediaConvert's own memory of requests is too short to rely on.
  bed.aws.encoder.tokenMilliseconds = 0;
});

afterEach(() => bed.close());

/** The encoder runs a job to its end; the events about it are the test's to deliver. */
function runJob(job: Job): void {
  const videoId = job.UserMetadata?.videoId ?? '';
  const end = ends.get(videoId) ?? 'COMPLETE';
  if (job.Status !== 'SUBMITTED') return;
  job.Status = end;
  if (end === 'COMPLETE') writeEncoderOutput(bed.aws.objects, videoId, seconds);
  else Object.assign(job, { ErrorCode: 1040, ErrorMessage: 'Unreadable.' });
}

function eventOf(step: Exclude<Step, 'created'>, job: Job, end: End): unknown {
  const at = (job.CreatedAt?.getTime() ?? 0) + steps.indexOf(step) * 1_000;
  switch (step) {
    case 'input':
      return jobEvent(job, 'INPUT_INFORMATION', at, { inputDetails: [] });
    case 'progressing':
      return jobEvent(job, 'PROGRESSING', at);
    case 'update':
      return jobEvent(job, 'STATUS_UPDATE', at, {
        jobProgress: { jobPercentComplete: 40, currentPhase: 'TRANSCODING' },
      });
    case 'end':
      return end === 'COMPLETE'
        ? jobEvent(job, 'COMPLETE', at, { outputGroupDetails: [] })
        : jobEvent(job, 'ERROR', at, { errorCode: 1040, errorMessage: 'Unreadable.' });
  }
}

interface Scenario {
  readonly name: string;
  readonly end: End;
  readonly sequence: readonly Step[];
}

/** Delivers job events of a video, whose job exists by now. */
async function deliver(video: Video, sequence: readonly Step[], end: End): Promise<void> {
  const [job] = bed.jobsOf(video.id);
  if (!job) throw new Error('no job yet');
  runJob(job);
  for (const step of sequence) if (step !== 'created') await bed.track(eventOf(step, job, end));
}

/** Plays a scenario as far as events go; what it still lacks is for the reconciler. */
async function play({ end, sequence }: Scenario): Promise<Video> {
  const video = await bed.upload({ seconds });
  ends.set(video.id, end);
  const first = sequence.indexOf('created');
  // Events of a job cannot be older than the job: the earliest is just before we know of it.
  const early = first === -1 ? sequence : sequence.slice(0, first);
  beforeRecorded.set(video.id, () => deliver(video, early, end));
  for (const step of first === -1 ? [] : sequence.slice(first))
    if (step === 'created') await bed.submit(bed.objectCreated(video));
    else await deliver(video, [step], end);
  return video;
}

/** Plays many, lets the reconciler finish them, and gives what is wrong with any of them. */
async function faults(scenarios: readonly Scenario[]): Promise<string[]> {
  const played: { readonly scenario: Scenario; readonly id: string }[] = [];
  for (const scenario of scenarios) played.push({ scenario, id: (await play(scenario)).id });
  // The first run submits what nobody was told of, the second settles what it submitted.
  for (let run = 0; run < 2; run += 1) {
    bed.advance(11 * minute);
    await bed.reconcile();
    bed.aws.encoder.jobs.forEach(runJob);
  }
  const found = await Promise.all(
    played.map(async ({ scenario, id }) =>
      (await faultsOf(id, scenario.end)).map((fault) => `${scenario.name}: ${fault}`),
    ),
  );
  return found.flat();
}

async function faultsOf(id: string, end: End): Promise<string[]> {
  const video = await bed.video(id);
  const expected = end === 'COMPLETE' ? 'ready' : 'failed';
  const all: string[] = [];
  if (bed.jobsOf(id).length !== 1) all.push(`${bed.jobsOf(id).length} encodes`);
  if (video.status !== expected) all.push(`${video.status} instead of ${expected}`);
  const told = bed.published.filter((message) => 'videoId' in message && message.videoId === id);
  if (told.length !== 1) all.push(`${told.length} notifications`);
  if (end === 'ERROR' && video.error?.code !== 'encoder_error') all.push('no reason given');
  if (end === 'COMPLETE') {
    if (video.progress !== 100 || !video.playable || video.publishedAt === undefined)
      all.push('not wholly ready');
    if (!isDeepStrictEqual(video.media?.renditions, writtenRenditions))
      all.push('wrong renditions');
    const poster = bed.aws.objects.get('media', video.media?.posterKey ?? '');
    if (poster?.body !== 'the picture with the most in it') all.push('wrong poster');
    if (!bed.aws.objects.get('media', video.media?.storyboardKey ?? '')) all.push('no storyboard');
  }
  return all;
}

/** As many posters as ready videos bear: none was copied and left behind. */
async function expectNoStrayPosters(): Promise<void> {
  const ids = [...ends.keys()];
  const videos: Video[] = [];
  for (let start = 0; start < ids.length; start += 1_000)
    videos.push(...(await bed.catalog.getMany(ids.slice(start, start + 1_000))));
  const borne = videos.flatMap(({ media }) => (media?.posterKey ? [media.posterKey] : []));
  const stored = bed.aws.objects.keys('media').filter((key) => key.startsWith('p/'));
  expect(stored).toEqual(borne.sort());
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

/** Each step zero, one or two times: 3⁵ ways, in the order things happen. */
function multiplicities(): Step[][] {
  return steps.reduce<Step[][]>(
    (all, step) => all.flatMap((one) => [one, [...one, step], [...one, step, step]]),
    [[]],
  );
}

const named = (end: End, sequence: readonly Step[]): Scenario => ({
  name: `${end} by ${sequence.join(', ') || 'nothing'}`,
  end,
  sequence,
});

describe.each<End>(['COMPLETE', 'ERROR'])('a job that ends in %s', (end) => {
  test(
    'each event once, in all 120 orders',
    async () => {
      const all = permutations(steps).map((sequence) => named(end, sequence));
      expect(all).toHaveLength(120);
      expect(await faults(all)).toEqual([]);
      await expectNoStrayPosters();
    },
    everyOrderTimeout,
  );

  test('all events twice, all the second ones late', async () => {
    const all = permutations(steps)
      .filter((_, index) => index % 5 === 0)
      .map((sequence) => named(end, [...sequence, ...steps]));
    expect(await faults(all)).toEqual([]);
  });

  test('all events twice at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const video = await bed.upload({ seconds });
      ends.set(video.id, end);
      const created = bed.objectCreated(video);
      const submissions = Array.from({ length: 4 }, () => bed.submit(created));
      const settled = await Promise.allSettled(submissions);
      expect(settled.filter(({ status }) => status === 'fulfilled')).not.toHaveLength(0);
      await Promise.all([...steps, ...steps].map((step) => deliver(video, [step], end)));
      expect(await faultsOf(video.id, end)).toEqual([]);
    }
    await expectNoStrayPosters();
  });
});

test(
  'each event zero, one or two times: 243 ways, ending both ways, forwards and backwards',
  async () => {
    const all = multiplicities().map((sequence, way) =>
      named(way % 2 === 0 ? 'COMPLETE' : 'ERROR', way % 4 < 2 ? sequence : sequence.toReversed()),
    );
    expect(all).toHaveLength(243);
    expect(await faults(all)).toEqual([]);
    await expectNoStrayPosters();
  },
  everyOrderTimeout,
);
