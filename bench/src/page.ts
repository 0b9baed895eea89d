import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { hlsKey, mediaPath } from '@tidecast/platform/storage/bucket-layout';
import { ApiClient } from '../../e2e/src/api-client.ts';
import { findBinaries } from '../../local/src/ffmpeg/binaries.ts';
import { bucketNames } from '../../local/src/start/names.ts';
import { repositoryRoot } from '../../local/src/start/paths.ts';
import { firstFrame, launchBrowser, newPage } from './browser.ts';
import { benchClip } from './clip.ts';
import type { Figure } from './figure.ts';
import { type Platform, withPlatform } from './platform.ts';
import { median, spread } from './statistics.ts';

const clipSeconds = 20;
const repetitions = 15;
const encodeLimitMs = 300_000;
const frameLimitMs = 30_000;
const kilobyte = 1_000;

/** What the home page weighs, and how soon the watch page shows a picture. */
export async function benchPage(): Promise<Figure[]> {
  const { ffmpeg } = await findBinaries();
  const path = await benchClip(ffmpeg.path, clipSeconds);
  return withPlatform(async (platform) => {
    const client = new ApiClient(platform.url);
    await client.signUp('Bench');
    const id = await client.publish(path, {
      title: 'Twenty seconds of 1080p',
      fileName: 'clip.mp4',
      contentType: 'video/mp4',
      visibility: 'public',
    });
    const { status } = await client.follow(id, encodeLimitMs);
    if (status !== 'ready') throw new Error(`the film became ${status}`);
    const browser = await launchBrowser();
    try {
      return [
        ...(await homePageWeight(browser, platform)),
        ...(await firstFrames(browser, platform, id)),
      ];
    } finally {
      await browser.close();
    }
  });
}

/** Every script that the browser fetches for the home page, gzipped as a server would. */
async function homePageWeight(browser: Browser, { url }: Platform): Promise<Figure[]> {
  const page = await newPage(browser, url);
  const needed: { path: string; bytes: number }[] = [];
  const prefetched: { path: string; bytes: number }[] = [];
  const reads: Promise<void>[] = [];
  page.on('response', (response) => {
    if (!/javascript/.test(response.headers()['content-type'] ?? '')) return;
    const read = async () => {
      const bytes = gzipSync(await response.body()).length;
      const purpose = (await response.request().headerValue('sec-purpose')) ?? '';
      const list = purpose.includes('prefetch') ? prefetched : needed;
      list.push({ path: new URL(response.url()).pathname, bytes });
    };
    reads.push(read());
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await Promise.all(reads);
  await page.context().close();
  const total = (scripts: typeof needed) => scripts.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    {
      name: 'JavaScript of the home page, gzip',
      value: total(needed) / kilobyte,
      unit: 'KB',
      goal: { atMost: 118 },
      note: `${needed.length} files`,
    },
    {
      name: 'prefetched on the home page, gzip',
      value: total(prefetched) / kilobyte,
      unit: 'KB',
      note: `${prefetched.length} files, when the browser is idle`,
    },
  ];
}

/** The watch page and a bare video.js page in turns, each visit with an empty cache. */
async function firstFrames(browser: Browser, platform: Platform, id: string): Promise<Figure[]> {
  const bareUrl = await publishBarePage(platform, id);
  const watchUrl = new URL(`/watch/${id}`, platform.url).href;
  const watch: number[] = [];
  const bare: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    bare.push(await timeToFirstFrame(browser, platform, bareUrl, id));
    watch.push(await timeToFirstFrame(browser, platform, watchUrl));
  }
  const ratios = watch.map((value, index) => value / (bare[index] ?? Number.NaN));
  return [
    {
      name: 'first frame, watch page',
      value: median(watch),
      unit: 'ms',
      note: `${spread(watch)}, ${repetitions} visits`,
    },
    {
      name: 'first frame, bare video.js',
      value: median(bare),
      unit: 'ms',
      note: `${spread(bare)}, ${repetitions} visits`,
    },
    {
      name: 'first frame, watch page of bare',
      value: median(ratios),
      unit: 'x',
      goal: { atMost: 1.5 },
      note: spread(ratios, 2),
    },
  ];
}

/** @param grantFor - a video that the visitor holds signed cookies for from the start */
async function timeToFirstFrame(
  browser: Browser,
  { url }: Platform,
  pageUrl: string,
  grantFor?: string,
): Promise<number> {
  const visitor = new ApiClient(url);
  if (grantFor) await visitor.startPlayback(grantFor);
  const page = await newPage(browser, url, visitor);
  try {
    await page.goto(pageUrl, { waitUntil: 'commit' });
    return (await firstFrame(page, frameLimitMs)).afterNavigation;
  } finally {
    await page.context().close();
  }
}

/** Puts a page with nothing but video.js beside the product's, on the same edge. */
async function publishBarePage({ store, url }: Platform, id: string): Promise<string> {
  const library = join(repositoryRoot, 'node_modules/video.js/dist');
  const files: [name: string, contentType: string, body: string][] = [
    ['video.js', 'text/javascript', await readFile(join(library, 'video.min.js'), 'utf8')],
    ['video.css', 'text/css', await readFile(join(library, 'video-js.min.css'), 'utf8')],
    ['start.js', 'text/javascript', "videojs('player', { autoplay: 'muted' });"],
    [
      'bare.html',
      'text/html; charset=utf-8',
      `<!doctype html><title>Bare</title><link rel="stylesheet" href="video.css">
<video id="player" class="video-js" width="960" height="540" muted playsinline>
<source src="${mediaPath(hlsKey(id))}" type="application/vnd.apple.mpegurl"></video>
<script src="video.js"></script><script src="start.js"></script>`,
    ],
  ];
  for (const [name, contentType, body] of files) {
    await store.put(bucketNames.web, `bare/${name}`, body, { contentType });
  }
  return new URL('/bare/bare.html', url).href;
}
