import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { inventory } from '../../local/src/start/inventory.ts';
import { makeClip } from '../src/clip.ts';
import { expectPlaying, readMedia } from '../src/playback.ts';
import { awsUrl, signUpInto, siteUrl } from '../src/session.ts';

const email = `journey-${Date.now()}@tidecast.test`;
const password = 'Ebb-and-flow-7';
const title = 'Harbour at noon';
const captions = 'WEBVTT\n\n00:00.000 --> 00:20.000\nThe tide comes in.\n';

let directory: string;
test.beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-journey-'));
  await makeClip(join(directory, 'harbour.mp4'), { seconds: 20 });
  await writeFile(join(directory, 'english.vtt'), captions);
});
test.afterAll(() => rm(directory, { recursive: true }));

test('a video from sign-up to deletion', async ({ page, browser }) => {
  test.setTimeout(240_000);
  const before = lasting(await inventory(awsUrl()));
  await test.step('sign up with the mailed code', () => signUp(page));
  await test.step('upload, with progress', () => upload(page));
  const id = await test.step('encode, with progress', () => encode(page));
  const segment = await test.step('play', () => play(page));
  await test.step('change the quality', () => changeQuality(page));
  await test.step('add captions and see them', () => addCaptions(page));
  await test.step('refuse it to somebody else, segments too', async () => {
    const other = await browser.newContext({ baseURL: siteUrl() });
    const client = await signUpInto(other, 'Somebody Else');
    await expect(client.getVideo(id)).rejects.toMatchObject({ status: 404 });
    await expect(client.startPlayback(id)).rejects.toMatchObject({ status: 404 });
    const stranger = await other.newPage();
    await stranger.goto(`/watch/${id}`);
    await expect(stranger.getByText('This video is not here')).toBeVisible();
    expect((await other.request.get(segment)).status()).toBe(403);
    expect((await page.context().request.get(segment)).status()).toBe(200);
    await other.close();
  });
  await test.step('delete it, and nothing is left', async () => {
    expect(linesOf(await inventory(awsUrl()), id)).not.toEqual([]);
    await page.goto('/studio');
    await page.getByRole('button', { name: `Delete ${title}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('Deleted', { exact: true })).toBeVisible();
    await expect(page.getByRole('link', { name: title, exact: true })).toHaveCount(0);
    await expect
      .poll(async () => lasting(await inventory(awsUrl())), { timeout: 30_000 })
      .toEqual(before);
    expect(linesOf(await inventory(awsUrl()), id)).toEqual([]);
  });
});

async function signUp(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Make account' }).click();
  await page.getByLabel('Name shown with your videos').fill('Harbour Master');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Make account' }).click();
  await expect(page.getByRole('heading', { name: 'Confirm your address' })).toBeVisible();
  const mailbox = await page.request.get(`/local/mailbox?to=${encodeURIComponent(email)}`);
  const [mail] = await mailbox.json();
  await page.getByLabel('Six-digit code').fill(mail.code);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Your address is confirmed.')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Signed in as Harbour Master' })).toBeVisible();
}

async function upload(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Studio' })
    .click();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await choosing).setFiles(join(directory, 'harbour.mp4'));
  await expect(page.getByText(/Encoding makes .*720p.* costs about \$/)).toBeVisible();
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Who can watch').selectOption('private');
  await page.getByRole('button', { name: 'Start the upload of harbour.mp4' }).click();
  await expect(page.getByText('Uploaded', { exact: true })).toBeVisible({ timeout: 30_000 });
}

/** @returns the video's id */
async function encode(page: Page): Promise<string> {
  const row = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: title, exact: true }) });
  const meter = row.getByRole('progressbar', { name: title });
  const seen: number[] = [];
  await expect
    .poll(
      async () => {
        const value = await meter.getAttribute('aria-valuenow', { timeout: 200 }).catch(() => null);
        if (value !== null) seen.push(Number(value));
        return row.getByText('Ready', { exact: true }).isVisible();
      },
      { timeout: 90_000, intervals: [100] },
    )
    .toBe(true);
  expect(
    seen.some((value) => value > 0 && value < 100),
    `progress shown: ${seen}`,
  ).toBe(true);
  expect(seen, 'progress never goes back').toEqual([...seen].sort((one, other) => one - other));
  const link = await row.getByRole('link', { name: title, exact: true }).getAttribute('href');
  return link?.split('/').at(-1) ?? '';
}

/** @returns the address of one of its segments */
async function play(page: Page): Promise<string> {
  const segment = page.waitForRequest(/\/media\/v\/.*\.ts$/);
  await page.getByRole('link', { name: `Watch ${title}` }).click();
  await expectPlaying(page);
  return (await segment).url();
}

async function changeQuality(page: Page): Promise<void> {
  for (const lines of [270, 720]) {
    await page.locator('.video-js').hover();
    await page.getByRole('button', { name: /^Quality/ }).click();
    await page.getByRole('menuitemradio', { name: `${lines}p` }).click();
    await expect
      .poll(async () => (await readMedia(page)).videoHeight, { timeout: 30_000 })
      .toBe(lines);
  }
}

async function addCaptions(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Edit in Studio' }).click();
  await page.getByLabel('Language', { exact: true }).selectOption('en');
  await page.getByLabel('Caption file').setInputFiles(join(directory, 'english.vtt'));
  await page.getByRole('button', { name: 'Add captions' }).click();
  await expect(page.getByText('Captions added')).toBeVisible();
  await page.goto(page.url().replace('/studio/', '/watch/'));
  await expectPlaying(page);
  await page.locator('.video-js').hover();
  await page.getByRole('button', { name: 'Captions' }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await expect(page.locator('.vjs-text-track-display')).toContainText('The tide comes in.');
}

function linesOf(lines: readonly string[], id: string): string[] {
  return lines.filter((line) => line.includes(id));
}

/** What does not go away by itself: all but the facts that expire. Posters do not name their video. */
function lasting(lines: readonly string[]): string[] {
  return lines.filter((line) => !line.startsWith('tidecast-local-expiring ')).sort();
}
