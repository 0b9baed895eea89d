import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { ApiClient } from '../src/api-client.ts';
import { expectPlaying, readMedia } from '../src/playback.ts';
import { type Publisher, publish } from '../src/publisher.ts';
import { signUpInto, siteUrl } from '../src/session.ts';

const title = `Harbour live ${Date.now()}`;

/** One person with a browser of their own. */
interface Person {
  readonly client: ApiClient;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly id: string;
}

test('a channel from opening to the recording with its chat', async ({ browser }) => {
  test.setTimeout(300_000);
  const join = async (name: string): Promise<Person> => {
    const context = await browser.newContext({ baseURL: siteUrl() });
    const client = await signUpInto(context, name);
    const { id } = await client.call<{ id: string }>('GET', '/auth/me');
    const page = await context.newPage();
    // The page learns there that somebody is signed in; the cookies came from elsewhere.
    await page.goto('/studio');
    await expect(page.getByRole('button', { name: `Signed in as ${name}` })).toBeVisible();
    return { client, context, page, id };
  };
  const owner = await join('Harbour Master');
  const moderator = await join('Lock Keeper');
  const guest = await join('Loud Gull');
  let publisher: Publisher | undefined;

  try {
    const channelId = await test.step('open a channel', () => openChannel(owner));
    await test.step('appoint a moderator', () => appoint(owner, moderator));
    publisher = await test.step('go live', async () => publish(await addressFrom(owner.page)));
    await test.step('the page shows it, and home too', async () => {
      const onAir = owner.page.getByRole('complementary', { name: 'On the air' });
      await expect(onAir.getByText('You are live')).toBeVisible({ timeout: 30_000 });
      await guest.page.goto('/');
      await guest.page.getByRole('link', { name: title, exact: true }).click();
      await expect(guest.page).toHaveURL(`/live/${channelId}`);
    });
    await test.step('it plays, with its latency', async () => {
      await expectPlaying(guest.page);
      await expect(guest.page.getByText(/^\d+\.\d s behind$/)).toBeVisible({ timeout: 20_000 });
    });

    await moderator.page.goto(`/live/${channelId}`);
    await test.step('two browsers chat', async () => {
      await say(guest.page, 'Hello from the quay');
      await expect(line(moderator.page, 'Hello from the quay')).toBeVisible();
      await say(moderator.page, 'Welcome aboard');
      await expect(line(guest.page, 'Welcome aboard')).toContainText('Moderator');
    });
    await test.step('what is typed is never HTML', async () => {
      await say(guest.page, '<b id="bold">krah</b>');
      await expect(line(moderator.page, '<b id="bold">krah</b>')).toBeVisible();
      await expect(moderator.page.locator('#bold')).toHaveCount(0);
    });
    await test.step('a link is refused with a reason', async () => {
      await guest.page.getByLabel('Write a message').fill('see https://example.com/gulls');
      await guest.page.getByRole('button', { name: 'Send' }).click();
      await expect(guest.page.getByText(/was not let through/)).toBeVisible();
      await expect(line(moderator.page, 'gulls')).toHaveCount(0);
    });
    await test.step('a moderator deletes a message', async () => {
      await say(guest.page, 'Krah krah krah');
      await act(moderator.page, 'Krah krah krah', 'Delete');
      for (const { page } of [guest, moderator]) {
        await expect(line(page, 'Krah krah krah')).toHaveCount(0);
      }
      await expect(messages(moderator.page)).toBeFocused();
    });
    await test.step('a moderator bans, and the ban holds', async () => {
      await act(moderator.page, 'Hello from the quay', 'Ban');
      await moderator.page.getByRole('dialog').getByRole('button', { name: 'Ban' }).click();
      await expect(messages(moderator.page)).toBeFocused();
      const closed = guest.page.getByRole('heading', { name: 'You cannot take part here' });
      await expect(closed).toBeVisible({ timeout: 15_000 });
      await expect(guest.page.getByLabel('Write a message')).toHaveCount(0);
      await expect(line(guest.page, 'Welcome aboard')).toHaveCount(0);
      await guest.page.reload();
      await expect(closed).toBeVisible();
      await expect(
        guest.client.call('POST', `/live/channels/${channelId}/chat/token`),
      ).rejects.toMatchObject({ status: 403, code: 'banned' });
      const banned = owner.page.getByRole('region', { name: 'Banned' });
      await expect(banned.getByText('Loud Gull')).toBeVisible();
    });

    await say(moderator.page, 'Calm again');
    await expect(line(moderator.page, 'Calm again')).toBeVisible();
    // A recording worth seeing: the last words lie some seconds before its end.
    const spoken = (await readMedia(moderator.page)).currentTime;
    await expect
      .poll(async () => (await readMedia(moderator.page)).currentTime, { timeout: 30_000 })
      .toBeGreaterThan(spoken + 6);
    await test.step('the stream ends', async () => {
      await publisher?.stop();
      await expect(moderator.page.getByText('Harbour Master is offline')).toBeVisible({
        timeout: 30_000,
      });
    });
    await test.step('the recording is in the library, plays, and its chat replays', () =>
      watchRecording(owner.page));
  } finally {
    await publisher?.stop();
    for (const { context } of [owner, moderator, guest]) await context.close();
  }
});

/** @returns the channel's id */
async function openChannel({ page }: Person): Promise<string> {
  await page.goto('/studio');
  await page.getByRole('link', { name: 'Go live' }).click();
  await page.getByLabel('Name of the channel').fill(title);
  await page.getByRole('button', { name: 'Open a channel' }).click();
  const link = page.getByRole('link', { name: 'Open the channel page' });
  await expect(link).toBeVisible({ timeout: 20_000 });
  return (await link.getAttribute('href'))?.split('/').at(-1) ?? '';
}

async function appoint({ page }: Person, moderator: Person): Promise<void> {
  await page.getByLabel('User ID').fill(moderator.id);
  await page.getByRole('button', { name: 'Appoint' }).click();
  await expect(page.getByText('Appointed', { exact: true })).toBeVisible();
}

/** What an encoder publishes to: the key stays hidden until its owner asks. */
async function addressFrom(page: Page): Promise<string> {
  const key = page.getByLabel('Stream key', { exact: true });
  await expect(key).toHaveValue(/^•+$/);
  await page.getByRole('button', { name: 'Show the stream key' }).click();
  await expect(key).toHaveValue(/^[\w-]+$/);
  return (await page.getByLabel('Server', { exact: true }).inputValue()) + (await key.inputValue());
}

/** Writes a message, once; the field keeps what is refused. */
async function say(page: Page, text: string): Promise<void> {
  const field = page.getByLabel('Write a message');
  await field.fill(text);
  // It can be pressed as soon as the room is joined.
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(field).toHaveValue('');
}

function messages(page: Page) {
  return page.getByRole('list', { name: 'Chat messages' });
}

function line(page: Page, text: string) {
  return messages(page).getByRole('listitem').filter({ hasText: text });
}

/** Uses the menu of a message. */
async function act(page: Page, text: string, action: string): Promise<void> {
  const message = line(page, text);
  await message.getByRole('button', { name: /^Moderate the message by / }).click();
  await message.getByRole('button', { name: action, exact: true }).click();
}

async function watchRecording(page: Page): Promise<void> {
  const link = page.getByRole('link', { name: title, exact: true });
  await expect(async () => {
    await page.goto('/studio');
    await expect(link).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 60_000 });
  await page.getByRole('link', { name: `Watch ${title}` }).click();
  await expectPlaying(page);

  const replay = page.getByRole('region', { name: 'Chat replay' });
  await expect(replay).toBeVisible();
  const seek = (to: 'start' | 'end') =>
    page.locator('video').evaluate((element, place) => {
      const video = element as unknown as { currentTime: number; duration: number };
      video.currentTime = place === 'start' ? 0 : video.duration - 2;
    }, to);
  await seek('start');
  await expect(replay.getByText('Calm again')).toHaveCount(0);
  await seek('end');
  await expect(replay.getByText('Calm again')).toBeVisible();
  await expect(replay.getByText('Welcome aboard')).toBeVisible();
  // What a moderator took away stays away.
  await expect(replay.getByText('Krah krah krah')).toHaveCount(0);
}
