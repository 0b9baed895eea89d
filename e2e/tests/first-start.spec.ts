import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startPlatformProcess } from '../src/platform-process.ts';
import { expectPlaying } from '../src/playback.ts';

test('a first start ends with a demo video that plays, a second keeps it', async ({ page }) => {
  test.setTimeout(240_000);
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-first-'));
  const options = { dataDir: join(directory, 'data'), demo: true };
  try {
    for (const start of ['first', 'second']) {
      await test.step(`${start} start`, async () => {
        const platform = await startPlatformProcess(options);
        try {
          await page.goto(platform.url);
          await page.getByRole('link', { name: 'Evening tide' }).first().click();
          await expectPlaying(page);
        } finally {
          expect(await platform.stop()).toBeLessThan(5_000);
        }
      });
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});
