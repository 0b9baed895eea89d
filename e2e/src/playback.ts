import { expect, type Page } from '@playwright/test';

export interface MediaReading {
  readonly currentTime: number;
  readonly videoHeight: number;
  readonly paused: boolean;
  readonly muted: boolean;
  /** Bytes of sound that Chromium has decoded. */
  readonly audioBytes: number;
}

/** How the page's video element stands. */
export function readMedia(page: Page): Promise<MediaReading> {
  return page.locator('video').evaluate((element) => {
    const video = element as unknown as {
      currentTime: number;
      videoHeight: number;
      paused: boolean;
      muted: boolean;
      webkitAudioDecodedByteCount: number;
    };
    const { currentTime, videoHeight, paused, muted, webkitAudioDecodedByteCount } = video;
    return { currentTime, videoHeight, paused, muted, audioBytes: webkitAudioDecodedByteCount };
  });
}

/** Waits until picture and sound really move. */
export async function expectPlaying(page: Page): Promise<void> {
  await page.locator('video').waitFor({ state: 'attached' });
  await expect
    .poll(async () => (await readMedia(page)).currentTime, { timeout: 30_000 })
    .toBeGreaterThan(0.5);
  const first = await readMedia(page);
  await expect
    .poll(async () => (await readMedia(page)).currentTime)
    .toBeGreaterThan(first.currentTime);
  const { videoHeight, audioBytes } = await readMedia(page);
  expect(videoHeight).toBeGreaterThan(0);
  expect(audioBytes).toBeGreaterThan(0);
}
