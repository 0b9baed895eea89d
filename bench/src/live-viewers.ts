import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import type { LiveChannel } from '../../e2e/src/live-channel.ts';
import { bucketNames } from '../../local/src/start/names.ts';
import { repositoryRoot } from '../../local/src/start/paths.ts';
import { firstFrame, newPage } from './browser.ts';
import type { Figure } from './figure.ts';
import type { Platform } from './platform.ts';
import { median, percentile, spread } from './statistics.ts';

/** Somebody who watches the channel. */
export interface LiveViewer {
  /** Which page. */
  readonly name: 'live page' | 'bare video.js';
  readonly page: Page;
  /** Milliseconds from navigation. */
  readonly firstFrame: number;
}

/** How playback stands. Times are seconds. */
export interface LiveReading {
  /** In the player's own time. */
  readonly position: number;
  /** Behind the encoder, by program date-time; undefined while too little is loaded to tell. */
  readonly latency?: number;
  /** How far behind the encoder the newest part is that the player knows of. */
  readonly edge?: number;
  /** How often playback ran dry since it was first read. */
  readonly stalls: number;
}

/** Seconds of watching that are measured: `LIVE_SECONDS`; 600 shows the drift of ten minutes. */
const watchSeconds = Number(process.env.LIVE_SECONDS ?? 30);
/** Seconds after the first picture in which a player finds its place. */
export const settleSeconds = 6;
const sampleMs = 500;
const firstFrameLimitMs = 60_000;

/** Opens the product's page and a bare one, one after the other, and leaves both playing. */
export async function openViewers(
  browser: Browser,
  platform: Platform,
  channel: LiveChannel,
): Promise<LiveViewer[]> {
  const pages = [
    ['bare video.js', await publishPlayer(platform, channel.playbackUrl)],
    ['live page', new URL(`/live/${channel.id}`, platform.url).href],
  ] as const;
  const viewers: LiveViewer[] = [];
  for (const [name, url] of pages) {
    const page = await newPage(browser, platform.url);
    await page.goto(url);
    const { afterNavigation } = await firstFrame(page, firstFrameLimitMs);
    viewers.push({ name, page, firstFrame: afterNavigation });
  }
  await delay(settleSeconds * 1000);
  return viewers;
}

/** What both do in the same minutes, and the median latency of each in seconds. */
export async function latencies(viewers: readonly LiveViewer[]) {
  const samples = viewers.map(() => [] as LiveReading[]);
  const until = performance.now() + watchSeconds * 1000;
  while (performance.now() < until) {
    const readings = await Promise.all(viewers.map(({ page }) => readLive(page)));
    for (const [index, reading] of readings.entries()) samples[index]?.push(reading);
    await delay(sampleMs);
  }
  const figures: Figure[] = [];
  const medians = new Map<LiveViewer, number>();
  for (const [index, viewer] of viewers.entries()) {
    const readings = samples[index] ?? [];
    figures.push(...viewerFigures(viewer, readings));
    medians.set(viewer, median(known(readings, 'latency')));
  }
  return { figures, medians };
}

function known(readings: readonly LiveReading[], field: 'latency' | 'edge'): number[] {
  return readings.map((reading) => reading[field]).filter((value) => value !== undefined);
}

/** The drift is the median of the last quarter against the first. */
function viewerFigures(viewer: LiveViewer, readings: readonly LiveReading[]): Figure[] {
  const { name } = viewer;
  const values = known(readings, 'latency');
  if (values.length === 0) throw new Error(`the ${name} never said how late it is`);
  const edges = known(readings, 'edge');
  const [first, last] = quarters(values);
  const [firstEdge, lastEdge] = quarters(edges);
  const isOurs = name === 'live page';
  return [
    { name: `${name} → first frame`, value: viewer.firstFrame, unit: 'ms' },
    {
      name: `${name}: glass to glass, median`,
      value: median(values),
      unit: 's',
      ...(isOurs && { goal: { atMost: 3 } }),
      note: `${spread(values, 2)}, by program date-time, ${watchSeconds} s`,
    },
    { name: `${name}: glass to glass, p95`, value: percentile(values, 95), unit: 's' },
    {
      name: `${name}: glass to glass, drift`,
      value: Math.abs(last - first),
      unit: 's',
      ...(isOurs && { goal: { atMost: 0.5 } }),
      note: `${first.toFixed(2)} → ${last.toFixed(2)} over ${watchSeconds} s`,
    },
    { name: `${name}: stalls`, value: readings.at(-1)?.stalls ?? 0, unit: '' },
    {
      name: `${name}: newest part that it knows, median age`,
      value: median(edges),
      unit: 's',
      note: `${firstEdge.toFixed(2)} → ${lastEdge.toFixed(2)}: grows when the machine cannot keep up`,
    },
  ];
}

/** @returns the medians of the first and of the last quarter */
function quarters(values: readonly number[]): [number, number] {
  const quarter = Math.max(1, Math.floor(values.length / 4));
  return [median(values.slice(0, quarter)), median(values.slice(-quarter))];
}

export function readLive(page: Page): Promise<LiveReading> {
  return page.evaluate(readPlayer);
}

interface Segment {
  readonly duration?: number;
  readonly programDateTime?: number;
  /** Where it was put into the player's time. */
  readonly end?: number;
  readonly parts?: readonly { readonly duration: number }[];
}

interface Player {
  benchStalls?: number;
  currentTime(): number;
  on(event: string, listener: () => void): void;
  tech(safety: boolean): {
    vhs?: { playlists: { media(): { segments: readonly Segment[] } | undefined } };
  };
}

/**
 * Runs in the page. A segment's end is where it was put into the player's time, and its program
 * date-time says when that was captured; the newest segment is not whole yet.
 */
function readPlayer(): LiveReading {
  const { document } = globalThis as unknown as {
    document: { querySelector(selector: string): { player: Player } | null };
  };
  const player = document.querySelector('.video-js')?.player;
  if (!player) throw new Error('the page has no player');
  if (player.benchStalls === undefined) {
    player.benchStalls = 0;
    player.on('waiting', () => {
      player.benchStalls = (player.benchStalls ?? 0) + 1;
    });
  }
  const position = player.currentTime();
  const reading = { position, stalls: player.benchStalls };
  const segments = player.tech(true).vhs?.playlists.media()?.segments ?? [];
  for (let index = segments.length - 2; index >= 0; index -= 1) {
    const { duration = 0, programDateTime, end } = segments[index] ?? {};
    if (end === undefined || !programDateTime || segments[index + 1]?.end === undefined) continue;
    const shown = programDateTime + 1000 * (duration + position - end);
    let newest = 0;
    for (const { programDateTime = newest, duration, parts = [] } of segments) {
      const partSeconds = parts.reduce((sum, part) => sum + part.duration, 0);
      newest = programDateTime + 1000 * (partSeconds || duration || 0);
    }
    const now = Date.now();
    return { ...reading, latency: (now - shown) / 1000, edge: (now - newest) / 1000 };
  }
  return reading;
}

const script = (playbackUrl: string) => `
const player = videojs('player', { autoplay: 'muted', liveui: true, html5: { vhs: { llhls: true } } });
player.src({ src: ${JSON.stringify(playbackUrl)}, type: 'application/vnd.apple.mpegurl' });`;

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
