import type { Page } from '@playwright/test';
import { ApiClient, type StatusUpdate } from '../../e2e/src/api-client.ts';
import { findBinaries } from '../../local/src/ffmpeg/binaries.ts';
import { firstFrame, launchBrowser, newPage } from './browser.ts';
import { openCatalog } from './catalog-client.ts';
import { benchClip } from './clip.ts';
import type { Figure } from './figure.ts';
import { jobTimes } from './job-times.ts';
import { type Platform, withPlatform } from './platform.ts';
import { percentile } from './statistics.ts';

const clipSeconds = 60;
/** Ten times the film: an encoder slower than that is broken, not slow. */
const encodeLimitMs = 600_000;
const firstFrameLimitMs = 120_000;

/** One upload of a minute of 1080p, followed from its completion to `ready`. */
export async function benchPipeline(): Promise<Figure[]> {
  const { ffmpeg } = await findBinaries();
  const path = await benchClip(ffmpeg.path, clipSeconds);
  return withPlatform(async (platform) => {
    const browser = await launchBrowser();
    try {
      const client = new ApiClient(platform.url);
      await client.signUp('Bench');
      const page = await newPage(browser, platform.url, client);
      return await measure(platform, client, page, path);
    } finally {
      await browser.close();
    }
  });
}

async function measure(
  platform: Platform,
  client: ApiClient,
  page: Page,
  path: string,
): Promise<Figure[]> {
  const { catalog, close } = openCatalog(platform.awsUrl);
  try {
    const id = await client.createVideo(path, {
      title: 'A minute of 1080p',
      fileName: 'minute.mp4',
      contentType: 'video/mp4',
      visibility: 'private',
    });
    const parts = (await client.sendParts(id, path)) ?? [];
    const completedAt = Date.now();
    await client.completeUpload(id, parts);
    const delays = eventDelays(async () => (await catalog.get(id))?.lastEventAt);
    let readyAt = Number.NaN;
    const followed = client.follow(id, encodeLimitMs, (update) => {
      if (update.status === 'ready') readyAt = update.receivedAt;
      delays.note(update);
    });
    await page.goto(new URL(`/watch/${id}`, platform.url).href);
    const [frame, settled] = await Promise.all([firstFrame(page, firstFrameLimitMs), followed]);
    if (settled.status !== 'ready') {
      throw new Error(`the film became ${settled.status}: ${settled.error?.message}`);
    }
    const jobId = (await catalog.get(id))?.encode.jobId;
    if (!jobId) throw new Error('the ready film names no job');
    const job = await jobTimes(platform.awsUrl, jobId);
    const encodeSeconds = (job.finishedAt - job.startedAt) / 1000;
    const watchedEarly = frame.at < readyAt;
    return [
      {
        name: 'upload complete → job submitted',
        value: job.submittedAt - completedAt,
        unit: 'ms',
        goal: { atMost: 500 },
      },
      {
        name: 'upload complete → first frame in the page',
        value: (frame.at - completedAt) / 1000,
        unit: 's',
        goal: { atMost: 6 },
        note: watchedEarly ? 'while it still encodes' : 'NOT while it still encodes',
      },
      {
        name: 'encode of 60 s of 1080p30, as the job',
        value: encodeSeconds,
        unit: 's',
        note: `${settled.media?.renditions.map(({ rung }) => rung).join(' ')}`,
      },
      { name: 'upload complete → ready', value: (readyAt - completedAt) / 1000, unit: 's' },
      {
        name: 'ready beyond the encode itself',
        value: (readyAt - completedAt) / 1000 - encodeSeconds,
        unit: 's',
        goal: { atMost: 1 },
      },
      ...(await delays.figures()),
    ];
  } finally {
    close();
  }
}

/**
 * How late the page hears of the encoder's events: from the event's own timestamp, which the
 * catalog keeps of the newest one, to the server-sent event that first shows it.
 */
function eventDelays(newestEventAt: () => Promise<number | undefined>) {
  const seen = new Set<number>();
  const delays: number[] = [];
  const lookups: Promise<void>[] = [];
  return {
    note(update: StatusUpdate): void {
      const lookup = newestEventAt().then((eventAt) => {
        if (eventAt === undefined || seen.has(eventAt) || eventAt > update.receivedAt) return;
        seen.add(eventAt);
        delays.push(update.receivedAt - eventAt);
      });
      lookups.push(lookup);
    },
    async figures(): Promise<Figure[]> {
      await Promise.all(lookups);
      const note = `${delays.length} events`;
      return [
        { name: 'event → page, median', value: percentile(delays, 50), unit: 'ms', note },
        {
          name: 'event → page, slowest',
          value: Math.max(...delays),
          unit: 'ms',
          goal: { atMost: 2_000 },
          note,
        },
      ];
    },
  };
}
