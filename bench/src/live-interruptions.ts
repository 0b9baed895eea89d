import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Figure } from './figure.ts';
import { type LiveViewer, readLive, settleSeconds } from './live-viewers.ts';

const interruptionSeconds = 5;
/** Seconds above the median latency that count as being back. */
const backWithin = 1;
const recoveryLimitMs = 30_000;
const sampleMs = 100;

/** What a page is put through; resolves once that is over. */
const kinds: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  [`no network for ${interruptionSeconds} s`]: cutNetwork,
  [`main thread busy for ${interruptionSeconds} s`]: keepBusy,
};

/** How each viewer comes through each interruption. @param medians - latency in seconds before */
export async function interruptions(
  viewers: readonly LiveViewer[],
  medians: ReadonlyMap<LiveViewer, number>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [kind, interrupt] of Object.entries(kinds)) {
    const recoveries = await Promise.all(
      viewers.map(async (viewer) => {
        await interrupt(viewer.page);
        return recoveryFigures(viewer, kind, medians.get(viewer) ?? 0);
      }),
    );
    figures.push(...recoveries.flat());
    await delay(settleSeconds * 1000);
  }
  return figures;
}

async function cutNetwork(page: Page): Promise<void> {
  const network = await page.context().newCDPSession(page);
  const setOffline = (offline: boolean) =>
    network.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  await network.send('Network.enable');
  await setOffline(true);
  await delay(interruptionSeconds * 1000);
  await setOffline(false);
}

function keepBusy(page: Page): Promise<void> {
  return page.evaluate((ms) => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  }, interruptionSeconds * 1000);
}

async function recoveryFigures(
  { name, page }: LiveViewer,
  kind: string,
  usual: number,
): Promise<Figure[]> {
  const since = performance.now();
  const elapsed = () => (performance.now() - since) / 1000;
  let last = await readLive(page);
  let resumed: number | undefined;
  let latencyThen: number | undefined;
  let back: number | undefined;
  while (back === undefined && elapsed() * 1000 < recoveryLimitMs) {
    await delay(sampleMs);
    const reading = await readLive(page);
    const isMoving = reading.position > last.position && last.position > 0;
    last = reading;
    if (isMoving) resumed ??= elapsed();
    if (resumed === undefined || !isMoving || reading.latency === undefined) continue;
    latencyThen ??= reading.latency;
    if (reading.latency <= usual + backWithin) back = elapsed();
  }
  const note = back === undefined ? `not within ${recoveryLimitMs / 1000} s` : '';
  const limit = recoveryLimitMs / 1000;
  const label = `${name}, ${kind}`;
  return [
    { name: `${label}: plays again after`, value: resumed ?? limit, unit: 's' },
    { name: `${label}: latency then`, value: latencyThen ?? Number.NaN, unit: 's' },
    {
      name: `${label}: within ${backWithin} s of its median after`,
      value: back ?? limit,
      unit: 's',
      note,
    },
  ];
}
