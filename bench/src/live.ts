import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { findBinaries } from '../../local/src/ffmpeg/binaries.ts';
import { planLadder } from '../../local/src/ivs/ladder.ts';
import { LiveEncoder } from '../../local/src/ivs/live-encoder.ts';
import { liveDemoArguments } from '../../local/src/start/live-demo-arguments.ts';
import { bucketNames } from '../../local/src/start/names.ts';
import { repositoryRoot } from '../../local/src/start/paths.ts';
import { firstFrame, launchBrowser, newPage } from './browser.ts';
import { benchClip } from './clip.ts';
import type { Figure } from './figure.ts';
import { openLiveChannel } from './live-channel.ts';
import { type Platform, withPlatform } from './platform.ts';
import { median, percentile, spread } from './statistics.ts';

const execute = promisify(execFile);

const clipSeconds = 10;
const encodeRounds = 3;
/** Seconds of watching that are measured: `LIVE_SECONDS`; 600 shows the drift of ten minutes. */
const watchSeconds = Number(process.env.LIVE_SECONDS ?? 30);
/** Seconds after the first picture in which the player finds its place. */
const settleSeconds = 6;
const sampleMs = 500;
const firstFrameLimitMs = 60_000;

/** How far behind the encoder a viewer is, whether that grows, and whether the ladder keeps up. */
export async function benchLive(): Promise<Figure[]> {
  return [...(await encodeFactor()), ...(await withPlatform(watch, { page: false }))];
}

/** Seconds of 1080p30 that are encoded to the ladder in one second. */
async function encodeFactor(): Promise<Figure[]> {
  const { ffmpeg } = await findBinaries();
  const clip = await benchClip(ffmpeg.path, clipSeconds);
  const { stdout: flv } = await execute(
    ffmpeg.path,
    ['-v', 'error', '-i', clip, '-c', 'copy', '-f', 'flv', 'pipe:1'],
    { encoding: 'buffer', maxBuffer: 256 * 1024 * 1024 },
  );
  const rungs = planLadder({ width: 1920, height: 1080 });
  const factors: number[] = [];
  for (let round = 0; round < encodeRounds; round += 1) {
    let encoded = 0;
    const from = performance.now();
    const encoder = new LiveEncoder({
      ffmpegPath: ffmpeg.path,
      rungs,
      hasAudio: true,
      drainMs: 10 * clipSeconds * 1000,
      onPart: (rung, { duration }) => {
        if (rung === 0) encoded += duration;
      },
      onFailed: () => {},
    });
    encoder.write(flv);
    await encoder.end();
    if (Math.abs(encoded - clipSeconds) > 1)
      throw new Error(`${encoded} s came out of ${clipSeconds} s`);
    factors.push((1000 * clipSeconds) / (performance.now() - from));
  }
  return [
    {
      name: 'live encode of 1080p30, of real time',
      value: median(factors),
      unit: 'x',
      goal: { atLeast: 1 },
      note: `${spread(factors, 2)}; ${rungs.map(({ name }) => name).join(' ')}`,
    },
  ];
}

async function watch(platform: Platform): Promise<Figure[]> {
  const channel = await openLiveChannel(platform.awsUrl);
  const { ffmpeg } = await findBinaries();
  const address = `${platform.ingestUrl}${channel.streamKey}`;
  const publishedAt = performance.now();
  const encoder = spawn(ffmpeg.path, liveDemoArguments(address), { stdio: 'ignore' });
  const ended = once(encoder, 'exit');
  const browser = await launchBrowser();
  try {
    await channel.live();
    const liveAfter = (performance.now() - publishedAt) / 1000;
    const page = await newPage(browser, platform.url);
    await page.goto(await publishPlayer(platform, channel.playbackUrl));
    const { afterNavigation } = await firstFrame(page, firstFrameLimitMs);
    await delay(settleSeconds * 1000);
    const samples = await sampleLatency(page);
    return [
      { name: 'publish → watchable', value: liveAfter, unit: 's', goal: { atMost: 5 } },
      { name: 'live page → first frame', value: afterNavigation, unit: 'ms' },
      ...latencyFigures(samples),
    ];
  } finally {
    await browser.close();
    encoder.kill('SIGKILL');
    await ended;
  }
}

interface Samples {
  readonly latencies: readonly number[];
  /** How far behind the newest part is that the player knows of: what no player can better. */
  readonly edges: readonly number[];
  readonly stalls: number;
}

async function sampleLatency(page: Page): Promise<Samples> {
  const latencies: number[] = [];
  const edges: number[] = [];
  const until = performance.now() + watchSeconds * 1000;
  while (performance.now() < until) {
    const sample = await page.evaluate<{ latency: number; edge: number } | null>('benchLatency()');
    if (sample) {
      latencies.push(sample.latency);
      edges.push(sample.edge);
    }
    await delay(sampleMs);
  }
  if (latencies.length === 0) throw new Error('the player never said how late it is');
  return { latencies, edges, stalls: await page.evaluate<number>('benchStalls()') };
}

/** The drift is the median of the last quarter against the first. */
function latencyFigures({ latencies, edges, stalls }: Samples): Figure[] {
  const quarter = Math.max(1, Math.floor(latencies.length / 4));
  const first = median(latencies.slice(0, quarter));
  const last = median(latencies.slice(-quarter));
  const firstEdge = median(edges.slice(0, quarter));
  const lastEdge = median(edges.slice(-quarter));
  return [
    {
      name: 'glass to glass, median',
      value: median(latencies),
      unit: 's',
      goal: { atMost: 3 },
      note: `${spread(latencies, 2)}, by program date-time, ${watchSeconds} s`,
    },
    { name: 'glass to glass, p95', value: percentile(latencies, 95), unit: 's' },
    {
      name: 'newest part that the player knows, median age',
      value: median(edges),
      unit: 's',
      note: `${firstEdge.toFixed(2)} → ${lastEdge.toFixed(2)}: grows when the machine cannot keep up`,
    },
    {
      name: 'glass to glass, drift',
      value: Math.abs(last - first),
      unit: 's',
      goal: { atMost: 0.5 },
      note: `${first.toFixed(2)} → ${last.toFixed(2)} over ${watchSeconds} s, ${stalls} stalls`,
    },
  ];
}

/**
 * Runs in the page. A segment's end is where it was put into the player's time, and its program
 * date-time says when that was captured; the newest segment is not whole yet.
 */
const script = (playbackUrl: string) => `
const player = videojs('player', { autoplay: 'muted', liveui: true, html5: { vhs: { llhls: true } } });
let stalls = 0;
player.one('playing', () => player.on('waiting', () => { stalls += 1; }));
player.src({ src: ${JSON.stringify(playbackUrl)}, type: 'application/vnd.apple.mpegurl' });
globalThis.benchStalls = () => stalls;
globalThis.benchLatency = () => {
  const segments = player.tech(true).vhs?.playlists.media()?.segments ?? [];
  for (let index = segments.length - 2; index >= 0; index -= 1) {
    const { duration, programDateTime, videoTimingInfo } = segments[index];
    if (!videoTimingInfo || !programDateTime || !segments[index + 1].videoTimingInfo) continue;
    const played = player.currentTime() - videoTimingInfo.transmuxedPresentationEnd;
    const shown = programDateTime + 1000 * (duration + played);
    let end = 0;
    for (const { programDateTime = end, duration, parts = [] } of segments) {
      const known = parts.reduce((sum, part) => sum + part.duration, 0);
      end = programDateTime + 1000 * (known || duration || 0);
    }
    return { latency: (Date.now() - shown) / 1000, edge: (Date.now() - end) / 1000 };
  }
  return null;
};`;

/** Puts a page with nothing but video.js on the edge. @returns its address */
async function publishPlayer({ store, url }: Platform, playbackUrl: string): Promise<string> {
  const library = join(repositoryRoot, 'node_modules/video.js/dist');
  const files: [name: string, contentType: string, body: string][] = [
    ['video.js', 'text/javascript', await readFile(join(library, 'video.min.js'), 'utf8')],
    ['video.css', 'text/css', await readFile(join(library, 'video-js.min.css'), 'utf8')],
    ['start.js', 'text/javascript', script(playbackUrl)],
    [
      'live.html',
      'text/html; charset=utf-8',
      `<!doctype html><title>Live</title><link rel="stylesheet" href="video.css">
<video id="player" class="video-js" width="960" height="540" muted playsinline></video>
<script src="video.js"></script><script src="start.js"></script>`,
    ],
  ];
  for (const [name, contentType, body] of files)
    await store.put(bucketNames.web, `bare-live/${name}`, body, { contentType });
  return new URL('/bare-live/live.html', url).href;
}
