/** @jest-environment @tidecast/frontend/test/dom-environment.mjs */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { click, find, perform, press, showPage, type, until } from '../../../../test/dom.tsx';
import { fakeApi } from '../../../../test/fake-api.ts';
import { type FakeChatRoom, fakeChatRoom, sentAt } from '../../../../test/fake-chat-room.ts';
import { sessionMemory } from '../../../shared/api/session-memory.ts';
import { Toasts } from '../../../shared/ui/Toasts.tsx';
import { ChatPanel } from './ChatPanel.tsx';

const channel = {
  ...{ id: 'c1', ownerId: 'owner', ownerName: 'Harbour', title: 'Quay', state: 'live' as const },
  ...{ playbackUrl: null, viewers: 1, startedAt: null, slowModeSeconds: 0 },
};

let room: FakeChatRoom;
let api: ReturnType<typeof fakeApi>;
let page: Awaited<ReturnType<typeof showPage>>;
let role: string;
let token: () => readonly [number, unknown?];
let history: object[];

beforeEach(() => {
  room = fakeChatRoom();
  role = 'viewer';
  history = [];
  token = () => {
    const sessionExpirationTime = '2030-01-01T00:00:00Z';
    return [200, { token: 't', endpoint: 'wss://chat.test', sessionExpirationTime, role }];
  };
  api = fakeApi({
    'GET /auth/me': () => [200, { id: 'me', email: 'me@tidecast.test', displayName: 'Me' }],
    'POST /live/channels/c1/chat/token': () => token(),
    'GET /live/channels/c1/chat/messages': () => [200, { items: history, nextCursor: null }],
    'DELETE /live/channels/c1/chat/messages/m1': () => [204],
    'POST /live/channels/c1/chat/bans': () => [204],
    'POST /live/channels/c1/moderators': () => [204],
  });
  Object.assign(globalThis, { WebSocket: room.Socket, fetch: api.fetch });
  Element.prototype.scrollIntoView = () => {};
});
afterEach(async () => {
  sessionMemory.forget();
  await page.leave();
});

function panel(changes: Partial<typeof channel> = {}) {
  return (
    <>
      <ChatPanel channel={{ ...channel, ...changes }} />
      <Toasts />
    </>
  );
}

async function enter({ as = 'viewer', signedIn = true, slowModeSeconds = 0 } = {}): Promise<void> {
  role = as;
  if (signedIn) sessionMemory.remember(Date.now());
  page = await showPage(panel({ slowModeSeconds }), '/live/c1');
  await until(() => expect(room.sockets).toMatchObject([{ state: 'open' }]));
}

const lines = () =>
  [...document.querySelectorAll('.chat-text')].map(({ textContent }) => textContent);
const field = () => find<HTMLInputElement>('input', 'Write a message');
const sendButton = () => find<HTMLButtonElement>('button', 'Send');
const alertText = () => document.querySelector('[role="alert"]')?.textContent;
const text = () => document.body.textContent;
const list = () => find('ol', 'Chat messages');

async function send(content: string): Promise<void> {
  await until(() => expect(find('h2').textContent).toBe('Live chat'));
  await type(field(), content);
  await until(() => expect(sendButton().disabled).toBe(false));
  await click(sendButton());
}

const past = (id: string, second: number, content = id) => ({
  id,
  content,
  sender: { userId: 'u1', name: 'Ebb', role: 'moderator' },
  sentAt: sentAt(second),
});

describe('reading', () => {
  test('history and what is said now make one list, each message once and in order', async () => {
    history = [past('m1', 1, 'one'), past('m2', 2, 'two')];
    await enter();
    room.say({ id: 'm2', content: 'two', name: 'Ebb', role: 'moderator', second: 2 });
    room.say({ id: 'm3', content: '<i>three</i>', name: 'Flow', role: 'owner', second: 3 });
    await until(() =>
      expect(lines()).toEqual(['EbbModerator one', 'EbbModerator two', 'FlowOwner <i>three</i>']),
    );
    expect(document.querySelector('i')).toBeNull();
  });

  test('what a moderator deletes goes, and who is thrown out goes with all they said', async () => {
    history = [past('m1', 1), past('m2', 2)];
    await enter();
    room.say({ id: 'm3', content: 'rude', userId: 'u3', name: 'Gull', second: 3 });
    await until(() => expect(lines()).toHaveLength(3));
    room.deleteMessage('m1');
    room.event('aws:DISCONNECT_USER', { UserId: 'u3', Reason: '' });
    await until(() => expect(lines()).toEqual(['EbbModerator m2']));
  });

  test('whoever has scrolled up stays there, is told of new ones, and can go to them', async () => {
    await enter();
    room.say({ id: 'm1', content: 'one' });
    await until(() => expect(lines()).toHaveLength(1));
    Object.defineProperties(list(), {
      scrollHeight: { value: 1000 },
      clientHeight: { value: 200 },
    });
    list().scrollTop = 300;
    await perform(() => list().dispatchEvent(new Event('scroll')));
    room.say({ id: 'm2', content: 'two' });
    room.say({ id: 'm3', content: 'three' });
    await until(() => expect(find('button', '2 new messages')).toBeTruthy());
    expect(list().scrollTop).toBe(300);
    await click(find('button', '2 new messages'));
    expect(list().scrollTop).toBe(1000);
    expect(document.querySelector('.chat-newest')).toBeNull();
    expect(document.activeElement).toBe(list());
  });

  test('an anonymous reader is invited to sign in, and cannot write', async () => {
    await enter({ signedIn: false });
    room.say({ id: 'm1', content: 'hello' });
    await until(() => expect(lines()).toEqual(['Me hello']));
    expect(find('a', 'Sign in to chat').getAttribute('href')).toBe('/sign-in');
    expect(document.querySelector('input')).toBeNull();
  });
});

describe('writing', () => {
  test('sends once, empties the field, and stays in it', async () => {
    await enter();
    await send('  hello  ');
    await until(() => expect(field().value).toBe(''));
    expect(room.sent.map(({ Content }) => Content)).toEqual(['hello']);
    await until(() => expect(lines()).toEqual(['Me hello']));
    expect(document.activeElement).toBe(field());
  });

  test('what is typed while a message is under way is kept', async () => {
    await enter();
    room.judge('silence');
    await send('first');
    expect(sendButton().disabled).toBe(true);
    await type(field(), 'second');
    const RequestId = room.sent[0]?.RequestId ?? '';
    room.sockets[0]?.hear({
      ...{ Type: 'MESSAGE', Id: 'm1', RequestId, Content: 'first', Attributes: {} },
      ...{ SendTime: sentAt(1), Sender: { UserId: 'me', Attributes: { name: 'Me' } } },
    });
    await until(() => expect(sendButton().disabled).toBe(false));
    expect(field().value).toBe('second');
  });

  test.each([
    [406, 'link', 'links are not allowed'],
    [406, 'word', 'a word that is not allowed'],
    [406, 'slow_mode', 'Slow mode is on'],
    [406, 'banned', 'You are banned'],
    [406, 'a_rule_of_a_newer_server', 'This message was not let through'],
    [406, 'closed', 'This chat is closed'],
    [413, '', 'too long'],
    [429, '', 'too many messages at once'],
    [500, '', 'was not sent'],
  ])('a refusal %d %s keeps the text and says why', async (code, reason, sentence) => {
    await enter();
    room.judge([code, reason]);
    await send('what I meant');
    await until(() => expect(alertText()).toContain(sentence));
    expect(field().value).toBe('what I meant');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    await type(field(), 'something else');
    expect(alertText()).toBeUndefined();
  });

  test('counts what is left by characters, and does not send too many', async () => {
    await enter();
    await type(field(), '🌊'.repeat(499));
    expect(text()).toContain('1 character left');
    await type(field(), `${'🌊'.repeat(500)}!!`);
    expect(text()).toContain('2 characters too many');
    expect(sendButton().disabled).toBe(true);
  });

  test('slow mode has a viewer wait, told in seconds', async () => {
    await enter({ slowModeSeconds: 30 });
    expect(text()).toContain('one message every 30 s');
    await send('hello');
    await until(() => expect(text()).toMatch(/You can write again in (30|29) s/));
    await type(field(), 'more');
    expect(sendButton().disabled).toBe(true);
  });

  test('slow mode is nothing to moderators', async () => {
    await enter({ as: 'moderator', slowModeSeconds: 30 });
    await send('hello');
    await until(() => expect(field().value).toBe(''));
    expect(text()).not.toContain('30 s');
  });
});

describe('the connection', () => {
  test('a break is told, writing waits for it, and nothing said meanwhile is missed', async () => {
    await enter();
    history = [past('m1', 1, 'said meanwhile')];
    room.setOpen(false);
    room.cutOff();
    await until(() => expect(text()).toContain('The chat was interrupted'));
    await type(field(), 'hello');
    expect(sendButton().disabled).toBe(true);
    room.setOpen(true);
    await until(() => expect(lines()).toEqual(['EbbModerator said meanwhile']));
    expect(text()).not.toContain('The chat was interrupted');
    expect(sendButton().disabled).toBe(false);
  });

  test('a channel that is gone leaves a way to ask again', async () => {
    token = () => [404, { code: 'not_found' }];
    sessionMemory.remember(Date.now());
    page = await showPage(panel());
    await until(() => expect(alertText()).toContain('out of reach'));
    token = () => [403, { code: 'banned' }];
    await click(find('button', 'Join again'));
    await until(() => expect(alertText()).toContain('You cannot take part here'));
  });

  test('a ban closes the chat, and takes away what was read in it', async () => {
    history = [past('m1', 1)];
    await enter();
    await until(() => expect(lines()).toHaveLength(1));
    token = () => [403, { code: 'banned' }];
    room.throwOut('me');
    await until(() => expect(alertText()).toContain('You cannot take part here'));
    expect(document.querySelector('input, ol')).toBeNull();
  });
});

describe('moderating', () => {
  const menu = () => find('button', 'Moderate the message by Gull');
  const named = (name: string) =>
    find<HTMLButtonElement>('.chat-actions:not([hidden]) button', name);
  const rude = { id: 'm1', content: ` ${'krah '.repeat(60)}`, userId: 'u3', name: 'Gull' };

  async function withMessage(as: string): Promise<void> {
    await enter({ as });
    room.say({ ...rude, second: 2 });
    room.say({ id: 'm0', content: 'before', name: 'Ebb', userId: 'u4', second: 1 });
    await until(() => expect(lines()).toHaveLength(2));
  }

  test('is not for viewers', async () => {
    await withMessage('viewer');
    expect(document.querySelector('.chat-more')).toBeNull();
  });

  test('opens and closes by keyboard', async () => {
    await withMessage('moderator');
    expect(menu().getAttribute('aria-expanded')).toBe('false');
    await click(menu());
    expect(menu().getAttribute('aria-expanded')).toBe('true');
    expect(find('.chat-actions:not([hidden])').textContent).not.toContain('Make moderator');
    named('Delete').focus();
    await press(named('Delete'), 'Escape');
    expect(menu().getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(menu());
  });

  test('deletes a message; the focus stays in the list', async () => {
    await withMessage('moderator');
    await click(menu());
    await click(named('Delete'));
    await until(() => expect(lines()).toEqual(['Ebb before']));
    expect(api.count('DELETE /live/channels/c1/chat/messages/m1')).toBe(1);
    expect(text()).toContain('Message deleted');
    expect(document.activeElement).toBe(list());
  });

  test('bans after asking, by name and with what was written as the reason', async () => {
    await withMessage('moderator');
    await click(menu());
    await click(named('Ban'));
    expect(find('dialog h2').textContent).toBe('Ban Gull from this chat?');
    await click(find('dialog button', 'Ban'));
    await until(() => expect(lines()).toEqual(['Ebb before']));
    const [ban] = api.calls.filter(({ route }) => route.endsWith('/bans'));
    const reason = 'krah '.repeat(40).trim();
    expect(ban?.body).toEqual({ userId: 'u3', displayName: 'Gull', reason });
    expect(document.querySelector('dialog')).toBeNull();
    expect(document.activeElement).toBe(list());
  });

  test('a ban that is refused says why, in the dialog', async () => {
    api = fakeApi({
      ...{ 'GET /auth/me': () => [200, { id: 'me', displayName: 'Me' }] },
      ...{ 'POST /live/channels/c1/chat/token': () => token() },
      'POST /live/channels/c1/chat/bans': () => [409, { code: 'cannot_ban' }],
    });
    Object.assign(globalThis, { fetch: api.fetch });
    await withMessage('moderator');
    await click(menu());
    await click(named('Ban'));
    await click(find('dialog button', 'Ban'));
    await until(() => expect(find('dialog [role="alert"]').textContent).toContain('cannot be'));
    await click(find('dialog button', 'Cancel'));
    expect(document.activeElement).toBe(named('Ban'));
    expect(lines()).toHaveLength(2);
  });

  test('the owner appoints a moderator from a message', async () => {
    await withMessage('owner');
    await click(menu());
    await click(named('Make moderator'));
    await until(() => expect(text()).toContain('Gull is a moderator now'));
    const [call] = api.calls.filter(({ route }) => route.endsWith('/moderators'));
    expect(call?.body).toEqual({ userId: 'u3', displayName: 'Gull' });
  });
});
