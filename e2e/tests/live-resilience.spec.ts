import { expect, type Page, test } from '@playwright/test';
import { openLiveChannel } from '../src/live-channel.ts';
import { expectPlaying } from '../src/playback.ts';
import { type Publisher, publish } from '../src/publisher.ts';
import { siteUrl } from '../src/session.ts';

/** Much longer than it takes, also on a busy machine. */
const playerTimeout = { timeout: 45_000 };
/** Of the local IVS. */
const segmentSeconds = 2;
/** What the fastest rate would take a minute and more for. */
const missed = 7;

test('a page follows its channel through everything that breaks', async ({ page }) => {
  test.setTimeout(240_000);
  const channel = await openLiveChannel(siteUrl(), 'Tide Gauge');
  const offline = page.getByRole('heading', { name: 'Tide Gauge is offline' });
  const reconnecting = page.getByRole('heading', { name: 'Reconnecting' });
  let publisher: Publisher | undefined;

  try {
    await page.goto(`/live/${channel.id}`);
    await expect(offline).toBeVisible();
    const opened = await page.evaluate(() => performance.timeOrigin);

    await test.step('opened before the stream, it goes live by itself', async () => {
      publisher = await publish(channel.address);
      await expect(page.locator('video')).toBeAttached(playerTimeout);
      await expectPlaying(page);
      await expect(offline).toHaveCount(0);
    });

    await test.step('without network it says so, and then is as live as others', async () => {
      await expect(page.getByText(/^\d+\.\d s behind$/)).toBeVisible(playerTimeout);
      const network = await page.context().newCDPSession(page);
      const setOffline = (isOffline: boolean) =>
        network.send('Network.emulateNetworkConditions', {
          offline: isOffline,
          latency: 0,
          downloadThroughput: -1,
          uploadThroughput: -1,
        });
      await network.send('Network.enable');
      await setOffline(true);
      await expect(reconnecting).toBeVisible(playerTimeout);
      await setOffline(false);
      await expect(reconnecting).toHaveCount(0, playerTimeout);
      await expect
        .poll(() => secondsBehindEdge(page), playerTimeout)
        .toBeLessThan(segmentSeconds + 0.5);
      await expectPlaying(page);
    });

    await test.step('a pause is left alone, and playing on is playing live', async () => {
      await page.keyboard.press('k');
      await expect.poll(() => secondsBehindEdge(page), playerTimeout).toBeGreaterThan(missed);
      await page.keyboard.press('k');
      await expect
        .poll(() => secondsBehindEdge(page), playerTimeout)
        .toBeLessThan(segmentSeconds + 0.5);
    });

    await test.step('who comes later is told the same latency', async () => {
      await expect.poll(() => segmentsGone(page), playerTimeout).toBeGreaterThan(5);
      const late = await page.context().newPage();
      await late.goto(page.url());
      await expectPlaying(late);
      const apart = async () => Math.abs((await saysBehind(late)) - (await saysBehind(page)));
      // Less than what it has missed of the stream.
      await expect.poll(apart, playerTimeout).toBeLessThan(5);
      await late.close();
    });

    await test.step('when the encoder crashes it says so, and plays the next stream', async () => {
      await publisher?.crash();
      await expect(reconnecting).toBeVisible(playerTimeout);
      publisher = await publish(channel.address);
      await expect(reconnecting).toHaveCount(0, playerTimeout);
      await expectPlaying(page);
    });

    await test.step('an end is no failure', async () => {
      await publisher?.stop();
      await expect(offline).toBeVisible(playerTimeout);
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(opened);
  } finally {
    await publisher?.stop();
  }
});

/** The latency that a page shows, in seconds. */
async function saysBehind(page: Page): Promise<number> {
  return Number.parseFloat(await page.getByText(/^\d+\.\d s behind$/).innerText(playerTimeout));
}

/** How many segments of the stream are in its playlist no more. */
function segmentsGone(page: Page): Promise<number> {
  return page.locator('.video-js').evaluate((element) => {
    const { player } = element as unknown as {
      player: {
        tech(safety: boolean): { vhs: { playlists: { media(): { mediaSequence: number } } } };
      };
    };
    return player.tech(true).vhs.playlists.media().mediaSequence;
  });
}

/**
 * How much newer the end of what can be sought is: however late an encoder is on a busy machine, less
 * than a segment where nothing was missed.
 */
function secondsBehindEdge(page: Page): Promise<number> {
  return page.locator('.video-js').evaluate((element) => {
    const { player } = element as unknown as {
      player: { currentTime(): number; seekable(): { length: number; end(index: number): number } };
    };
    const ranges = player.seekable();
    return ranges.length > 0 ? ranges.end(ranges.length - 1) - player.currentTime() : Number.NaN;
  });
}
