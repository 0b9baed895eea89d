import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type LiveChannel, openLiveChannel } from '../src/live-channel.ts';
import { expectPlaying } from '../src/playback.ts';
import { publish } from '../src/publisher.ts';
import { siteUrl } from '../src/session.ts';

const host = 'https://a1b2c3d4e5f6.ap-northeast-2.playback.live-video.net';
const folder = '/api/video/v1/';
const playlist = `${folder}ap-northeast-2.123456789012.channel.Quay.m3u8`;
const playerTimeout = { timeout: 45_000 };

test('what IVS serves is played by its own player, from files of ours', async ({ context }) => {
  test.setTimeout(180_000);
  const channel = await openLiveChannel(siteUrl(), 'Pilot Boat');
  const ivs = await standInForIvs(context, channel);
  const publisher = await publish(channel.address);
  try {
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text());
    });
    const wasm = page.waitForResponse(/\.wasm$/, playerTimeout);
    await page.goto(`/live/${channel.id}`);

    const response = await wasm;
    expect(new URL(response.url()).origin).toBe(siteUrl());
    // Under any other name the browser would load it twice, and compile it late.
    expect(response.headers()['content-type']).toBe('application/wasm');
    await expectPlaying(page);
    expect(await ivsState(page)).toBe('Playing');
    const worker = page.workers().find((one) => one.url().includes('amazon-ivs-wasmworker'));
    expect(worker && new URL(worker.url()).origin).toBe(siteUrl());
    expect(refused).toEqual([]);

    const reconnecting = page.getByRole('heading', { name: 'Reconnecting' });
    ivs.isDown = true;
    await expect(reconnecting).toBeVisible(playerTimeout);
    ivs.isDown = false;
    await expect(reconnecting).toHaveCount(0, playerTimeout);
    await expect.poll(() => ivsState(page), playerTimeout).toBe('Playing');
  } finally {
    await publisher.stop();
  }
});

/** Gives the channel an address of IVS, where the local stream is served. */
async function standInForIvs(context: BrowserContext, { id, playbackUrl }: LiveChannel) {
  const state = { isDown: false };
  await context.route(`**/api/live/channels/${id}`, async (route) => {
    const response = await route.fetch();
    const channel: { playbackUrl: string | null } = await response.json();
    await route.fulfill({ response, json: { ...channel, playbackUrl: `${host}${playlist}` } });
  });
  await context.route('https://*.live-video.net/**', async (route) => {
    const { origin, pathname, search } = new URL(route.request().url());
    // Its statistics go nowhere.
    if (origin !== host || state.isDown) return route.abort();
    const local = pathname === playlist ? playbackUrl : `.${pathname.slice(folder.length - 1)}`;
    const response = await fetch(new URL(`${local}${search}`, playbackUrl));
    await route
      .fulfill({
        status: response.status,
        headers: {
          'content-type': response.headers.get('content-type') ?? '',
          'access-control-allow-origin': '*',
        },
        body: Buffer.from(await response.arrayBuffer()),
      })
      // The page may have left meanwhile.
      .catch(() => undefined);
  });
  return state;
}

/** What the IVS player inside the page's player does; undefined where another one plays. */
function ivsState(page: Page): Promise<string | undefined> {
  return page.locator('.video-js').evaluate((element) => {
    const { player } = element as unknown as {
      player: { getIVSPlayer?: () => { getState(): string } };
    };
    return player.getIVSPlayer?.().getState();
  });
}
