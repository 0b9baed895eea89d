/** @jest-environment @tidecast/frontend/test/dom-environment.mjs */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { click, find, showPage, type, until } from '../../../../test/dom.tsx';
import { type Call, fakeApi } from '../../../../test/fake-api.ts';
import type { OwnChannel } from '../../../shared/api/live-types.ts';
import { sessionMemory } from '../../../shared/api/session-memory.ts';
import { Toasts } from '../../../shared/ui/Toasts.tsx';
import { LiveStudioPage } from './LiveStudioPage.tsx';

const one = '/live/channels/c1';

let channel: OwnChannel;
let api: ReturnType<typeof fakeApi>;
let page: Awaited<ReturnType<typeof showPage>>;
let streamKey: string;
let copied: string[];
/** What the owner has; none before it is opened. */
let channels: OwnChannel[];

beforeEach(() => {
  channel = {
    ...{ id: 'c1', ownerId: 'me', ownerName: 'Me', title: 'Quay', state: 'offline' },
    ...{ playbackUrl: null, viewers: 0, startedAt: null, slowModeSeconds: 0 },
    ...{ health: 'unknown', moderators: [], bans: [] },
  };
  channels = [channel];
  streamKey = 'sk_old';
  copied = [];
  api = fakeApi({
    'GET /auth/me': () => [200, { id: 'me', email: 'me@tidecast.test', displayName: 'Me' }],
    'GET /live/channels': () => [200, { items: channels, nextCursor: null }],
    'POST /live/channels': ({ body }) => [201, Object.assign(channel, body)],
    [`GET ${one}`]: () => [200, channel],
    [`PATCH ${one}`]: ({ body }) => [200, Object.assign(channel, body)],
    [`DELETE ${one}`]: () => [204],
    [`GET ${one}/stream-key`]: () => [200, { ingestUrl: 'rtmps://in.test/app/', streamKey }],
    [`POST ${one}/stream-key`]: () => {
      streamKey = 'sk_new';
      return [200, { ingestUrl: 'rtmps://in.test/app/', streamKey }];
    },
    [`POST ${one}/moderators`]: () => [204],
    [`DELETE ${one}/moderators/m1`]: () => [204],
    [`DELETE ${one}/chat/bans/0b55e0f4-5aa1`]: () => [204],
  });
  const clipboard = { writeText: async (text: string) => void copied.push(text) };
  Object.assign(globalThis, { fetch: api.fetch });
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
  sessionMemory.remember(Date.now());
});
afterEach(async () => {
  sessionMemory.forget();
  await page.leave();
});

async function open(): Promise<void> {
  page = await showPage(
    <>
      <LiveStudioPage />
      <Toasts />
    </>,
    '/studio/live',
  );
  await until(() => expect(document.querySelector('form')).not.toBeNull());
}

const text = () => document.body.textContent;
const button = (name: string) => find<HTMLButtonElement>('button', name);
const input = (name: string) => find<HTMLInputElement>('input', name);
const section = (id: string) => find(`[aria-labelledby="${id}"]`);
const bodyOf = (route: string): Call['body'] =>
  api.calls.find((call) => call.route === route)?.body;

test('opens a channel, once it has a name', async () => {
  channels = [];
  await open();
  await click(button('Open a channel'));
  expect(text()).toContain('A channel needs a title.');
  expect(api.count('POST /live/channels')).toBe(0);
  await type(input('Name of the channel'), ' Quay ');
  await click(button('Open a channel'));
  await until(() => expect(input('Title').value).toBe('Quay'));
  expect(bodyOf('POST /live/channels')).toEqual({ title: 'Quay' });
});

describe('the stream key', () => {
  const key = () => input('Stream key').value;
  const ready = () => until(() => expect(key()).toMatch(/^•+$/));

  test('is hidden until it is asked for, and copied unseen', async () => {
    await open();
    await ready();
    expect(document.body.innerHTML).not.toContain('sk_old');
    await click(button('Copy the stream key'));
    await click(button('Copy the server'));
    expect(copied).toEqual(['sk_old', 'rtmps://in.test/app/']);
    await click(button('Show the stream key'));
    expect(key()).toBe('sk_old');
    await click(button('Hide the stream key'));
    expect(key()).toMatch(/^•+$/);
  });

  test('is replaced only after asking, and hidden again', async () => {
    await open();
    await ready();
    await click(button('Show the stream key'));
    await click(button('Make a new key'));
    await click(find('dialog button', 'Cancel'));
    expect(api.count(`POST ${one}/stream-key`)).toBe(0);
    expect(document.activeElement).toBe(button('Make a new key'));
    await click(button('Make a new key'));
    await click(find('dialog button', 'Make a new key'));
    await ready();
    await click(button('Show the stream key'));
    expect(key()).toBe('sk_new');
  });
});

test('sends what was changed of the channel, and only that', async () => {
  await open();
  const save = () => button('Save changes');
  expect(save().disabled).toBe(true);
  await type(input('Title'), ' Long quay ');
  expect(text()).toContain('Not saved yet');
  await click(save());
  await until(() => expect(save().disabled).toBe(true));
  expect(bodyOf(`PATCH ${one}`)).toEqual({ title: 'Long quay' });
  await until(() => expect(input('Title').value).toBe('Long quay'));
  await type(input('Title'), ' ');
  expect(save().disabled).toBe(true);
  expect(text()).toContain('A channel needs a title.');
});

test('says how the stream stands', async () => {
  Object.assign(channel, { state: 'live', viewers: 1234, health: 'starving' });
  channel.startedAt = new Date().toISOString();
  await open();
  const panel = section('live-on-air');
  expect(panel.textContent).toContain('You are live');
  expect(panel.textContent).toContain('Viewers1,234');
  expect(panel.querySelector('[role="alert"]')?.textContent).toContain('Lower the bitrate');
});

test('names who is banned, or tells them apart by their id, and lifts a ban', async () => {
  channel.bans = [
    { userId: 'u1', displayName: 'Gull', reason: 'krah' },
    { userId: '0b55e0f4-5aa1', reason: '' },
  ];
  await open();
  const people = [...section('live-bans').querySelectorAll('li > span')];
  expect(people.map(({ textContent }) => textContent)).toEqual(['Gullkrah', '0b55e0f4…']);
  await click(button('Lift the ban on 0b55e0f4…'));
  await until(() => expect(text()).toContain('The ban is lifted'));
  expect(api.count(`DELETE ${one}/chat/bans/0b55e0f4-5aa1`)).toBe(1);
});

test('appoints a moderator by id, and dismisses one', async () => {
  channel.moderators = [{ userId: 'm1', displayName: 'Lock Keeper' }];
  await open();
  await type(input('User ID'), ' m2 ');
  await click(button('Appoint'));
  await until(() => expect(input('User ID').value).toBe(''));
  expect(bodyOf(`POST ${one}/moderators`)).toEqual({ userId: 'm2' });
  await click(button('Remove Lock Keeper as a moderator'));
  await until(() => expect(api.count(`DELETE ${one}/moderators/m1`)).toBe(1));
});

test('closes the channel only when that is meant', async () => {
  await open();
  await click(button('Close channel'));
  await click(find('dialog button', 'Cancel'));
  expect(api.count(`DELETE ${one}`)).toBe(0);
  await click(button('Close channel'));
  await click(find('dialog button', 'Close channel'));
  await until(() => expect(text()).toContain('You have no channel yet'));
});
