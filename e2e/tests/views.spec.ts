import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { ApiClient } from '../src/api-client.ts';
import { makeClip } from '../src/clip.ts';
import { expectPlaying, readMedia } from '../src/playback.ts';
import { signUpInto, siteUrl, useSession } from '../src/session.ts';
import { readers, violations } from '../src/views.ts';

let owner: ApiClient;
let account: { email: string; password: string };
let videoId: string;

test.beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-views-'));
  const path = join(directory, 'clip.mp4');
  await makeClip(path, { seconds: 20, width: 640, height: 360 });
  owner = new ApiClient(siteUrl());
  account = await owner.signUp('Lighthouse');
  const id = await owner.publish(path, {
    fileName: 'clip.mp4',
    contentType: 'video/mp4',
    title: 'Light on the water',
    visibility: 'public',
  });
  videoId = id;
  expect(await owner.follow(id, 60_000)).toMatchObject({ status: 'ready' });
  await rm(directory, { recursive: true });
});
test.afterAll(() => owner.call('DELETE', `/videos/${videoId}`));

const views = [
  { path: '/', name: 'home' },
  { path: '/?q=nothing+like+this', name: 'empty search' },
  { path: '/watch/VIDEO', name: 'watch' },
  { path: '/watch/01JZK4Q5R6S7T8V9WAXBYCZD0E', name: 'missing video' },
  { path: '/studio', name: 'studio', signedIn: true },
  { path: '/studio/VIDEO', name: 'edit', signedIn: true },
  { path: '/sign-in', name: 'sign in' },
  { path: '/sign-up', name: 'sign up' },
  { path: '/confirm', name: 'confirm' },
  { path: '/forgot-password', name: 'forgot password' },
  { path: '/reset-password', name: 'reset password' },
  { path: '/no-such-page', name: 'not found' },
];

for (const { locale, lang, colorScheme } of readers) {
  test.describe(`${lang}, ${colorScheme}`, () => {
    test.use({ locale, colorScheme });
    for (const { path, name, signedIn } of views) {
      test(`${name} is accessible`, async ({ page, context }) => {
        if (signedIn) await useSession(context, owner);
        await page.goto(path.replace('VIDEO', videoId));
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.locator('html')).toHaveAttribute('lang', lang);
        await page.waitForLoadState('networkidle');
        expect(await violations(page)).toEqual([]);
      });
    }
  });
}

test('the language is changed with one button, and stays', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: '한국어로 보기' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
});

test('everything works by keyboard: skip, sign in, watch', async ({ page }) => {
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, 'Email address');
  await page.keyboard.type(account.email);
  await tabTo(page, 'Password');
  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Signed in as Lighthouse' })).toBeVisible();

  await page.goto(`/watch/${videoId}`);
  await expectPlaying(page);
  await page.keyboard.press('k');
  await expect.poll(async () => (await readMedia(page)).paused).toBe(true);
  const { currentTime } = await readMedia(page);
  await page.keyboard.press('l');
  await expect
    .poll(async () => (await readMedia(page)).currentTime)
    .toBeGreaterThan(currentTime + 8);
  await page.keyboard.press('m');
  await expect.poll(async () => (await readMedia(page)).muted).toBe(true);
  await page.keyboard.press('k');
  await expect.poll(async () => (await readMedia(page)).paused).toBe(false);
});

test('a page of nobody who signed in has no way to upload', async ({ page, context }) => {
  await page.goto('/studio');
  await expect(page.getByRole('button', { name: 'Choose files' })).toHaveCount(0);
  await signUpInto(context, 'Newcomer');
  await page.goto('/studio');
  await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
  await expect(page.getByText('No videos yet')).toBeVisible();
});

/** Presses Tab until the field with that label has the focus. */
async function tabTo(page: Page, label: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  for (let presses = 0; presses < 30; presses += 1) {
    if (await field.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(field).toBeFocused();
}
