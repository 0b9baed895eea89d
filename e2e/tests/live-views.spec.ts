import { type Browser, expect, type Page, test } from '@playwright/test';
import { ApiClient } from '../src/api-client.ts';
import { expectPlaying } from '../src/playback.ts';
import { type Publisher, publish } from '../src/publisher.ts';
import { siteUrl, useSession } from '../src/session.ts';
import { collectErrors, expectFine, readers } from '../src/views.ts';

// One channel, first offline and then live.
test.describe.configure({ mode: 'serial' });

const people = { owner: 'Pilot', moderator: 'Lock Keeper', guest: 'Loud Gull' };
type Role = keyof typeof people;
const clients = new Map<Role, ApiClient>();
let channelId: string;

test.beforeAll(async () => {
  for (const role of ['owner', 'moderator', 'guest'] as const) {
    const client = new ApiClient(siteUrl());
    await client.signUp(people[role]);
    clients.set(role, client);
  }
  const channel = { title: 'Pilot boat' };
  const opened = await as('owner').call<{ id: string }>('POST', '/live/channels', channel);
  channelId = opened.id;
  const { id: userId } = await as('moderator').call<{ id: string }>('GET', '/auth/me');
  await as('owner').call('POST', `/live/channels/${channelId}/moderators`, { userId });
});
test.afterAll(() => as('owner').call('DELETE', `/live/channels/${channelId}`));

interface View {
  readonly name: string;
  readonly path: string;
  readonly role?: Role;
  /** What is done there before one looks. */
  readonly act?: (page: Page) => Promise<void>;
}

describeViews('offline', [
  { name: 'an empty directory', path: '/live' },
  { name: 'a channel, to anybody', path: '/live/CHANNEL', act: chatJoined },
  { name: 'a channel, to a guest', path: '/live/CHANNEL', role: 'guest', act: chatJoined },
  { name: 'a channel, to its owner', path: '/live/CHANNEL', role: 'owner', act: chatJoined },
  { name: 'the studio without a channel', path: '/studio/live', role: 'guest' },
  { name: 'the studio with a channel', path: '/studio/live', role: 'owner', act: showKey },
]);

test.describe('on the air', () => {
  let publisher: Publisher | undefined;
  test.beforeAll(async ({ browser }) => {
    const path = `/live/channels/${channelId}/stream-key`;
    const key = await as('owner').call<{ ingestUrl: string; streamKey: string }>('GET', path);
    publisher = await publish(`${key.ingestUrl}${key.streamKey}`);
    await expect
      .poll(async () => {
        const list = await as('guest').call<{ items: unknown[] }>('GET', '/live/channels');
        return list.items.length;
      })
      .toBe(1);
    await sayAsGuest(browser, 'Krah krah krah');
  });
  test.afterAll(() => publisher?.stop());

  describeViews('live', [
    { name: 'a directory', path: '/live' },
    { name: 'a channel, to anybody', path: '/live/CHANNEL', act: playing },
    { name: 'a channel, to a guest', path: '/live/CHANNEL', role: 'guest', act: refused },
    { name: 'the menu of a message', path: '/live/CHANNEL', role: 'owner', act: openMenu },
    { name: 'the question before a ban', path: '/live/CHANNEL', role: 'moderator', act: askBan },
    { name: 'the studio', path: '/studio/live', role: 'owner' },
  ]);
});

function describeViews(state: string, views: readonly View[]): void {
  for (const { locale, lang, colorScheme } of readers) {
    test.describe(`${state}, ${lang}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme });
      for (const { name, path, role, act } of views) {
        test(`${name} is fine on every screen`, async ({ page, context }) => {
          const errors = collectErrors(page);
          if (role) {
            await useSession(context, as(role));
            // The page learns there that somebody is signed in; the cookies came from elsewhere.
            await page.goto('/studio');
            await expect(page.getByRole('button', { name: people[role] })).toBeVisible();
          }
          await page.goto(path.replace('CHANNEL', channelId));
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          await expect(page.locator('html')).toHaveAttribute('lang', lang);
          await expect(page.locator('.skeleton')).toHaveCount(0);
          await act?.(page);
          await expectFine(page);
          expect(errors).toEqual([]);
        });
      }
    });
  }
}

function as(role: Role): ApiClient {
  const client = clients.get(role);
  if (!client) throw new Error(`${role} has not signed up`);
  return client;
}

async function sayAsGuest(browser: Browser, text: string): Promise<void> {
  const context = await browser.newContext({ baseURL: siteUrl() });
  await useSession(context, as('guest'));
  const page = await context.newPage();
  await page.goto('/studio');
  await expect(page.getByRole('button', { name: people.guest })).toBeVisible();
  await page.goto(`/live/${channelId}`);
  await page.getByLabel('Write a message').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: text })).toBeVisible();
  await context.close();
}

/** Nobody has said anything there. */
async function chatJoined(page: Page): Promise<void> {
  await expect(page.locator('.chat-empty')).toHaveText(/Nobody|아직/);
}

async function showKey(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Show the stream key|스트림 키 보기/ }).click();
  await page.getByText(/How to set up OBS|OBS 설정 방법/).click();
}

async function playing(page: Page): Promise<void> {
  await expectPlaying(page);
  // Alone its line: what has just come in is also read out, from a place that nobody sees.
  await expect(page.getByRole('listitem').filter({ hasText: 'Krah krah krah' })).toBeVisible();
}

/** A message that was refused, with its reason, and one that is nearly too long after it. */
async function refused(page: Page): Promise<void> {
  await playing(page);
  await page.locator('.chat-form input').fill('see https://example.com/gulls');
  await page.locator('.chat-form button').click();
  await expect(page.locator('.chat-form [role="alert"]')).toBeVisible();
}

async function openMenu(page: Page): Promise<void> {
  await playing(page);
  await page.locator('.chat-more').last().click();
  await expect(page.locator('.chat-actions button').last()).toBeVisible();
}

async function askBan(page: Page): Promise<void> {
  await openMenu(page);
  await page.locator('.chat-actions .button-danger').last().click();
  await expect(page.getByRole('dialog')).toBeVisible();
}
