import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { openLiveChannel } from '../../e2e/src/live-channel.ts';
import { findBinaries } from '../../local/src/ffmpeg/binaries.ts';
import { planLadder } from '../../local/src/ivs/ladder.ts';
import { LiveEncoder } from '../../local/src/ivs/live-encoder.ts';
import { liveDemoArguments } from '../../local/src/start/live-demo-arguments.ts';
import { launchBrowser } from './browser.ts';
import { benchClip } from './clip.ts';
import type { Figure } from './figure.ts';
import { interruptions } from './live-interruptions.ts';
import { latencies, openViewers } from './live-viewers.ts';
import { type Platform, withPlatform } from './platform.ts';
import { median, spread } from './statistics.ts';

const execute = promisify(execFile);

const clipSeconds = 10;
const encodeRounds = 3;

/**
 * Whether the ladder keeps up; how far behind the encoder a viewer is, on the product's page and on a
 * bare video.js page beside it; and how both come through an interruption.
 */
export async function benchLive(): Promise<Figure[]> {
  return [...(await encodeFactor()), ...(await withPlatform(watch))];
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
  const channel = await openLiveChannel(platform.url, 'Bench');
  const { ffmpeg } = await findBinaries();
  const publishedAt = performance.now();
  const encoder = spawn(ffmpeg.path, liveDemoArguments(channel.address), { stdio: 'ignore' });
  const ended = once(encoder, 'exit');
  const browser = await launchBrowser();
  try {
    await channel.live();
    const liveAfter = (performance.now() - publishedAt) / 1000;
    const viewers = await openViewers(browser, platform, channel);
    const measured = await latencies(viewers);
    return [
      { name: 'publish → channel is live', value: liveAfter, unit: 's', goal: { atMost: 5 } },
      ...measured.figures,
      ...(await interruptions(viewers, measured.medians)),
    ];
  } finally {
    await browser.close();
    encoder.kill('SIGKILL');
    await ended;
  }
}
