/** @jest-environment @tidecast/frontend/test/dom-environment.mjs */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { fakeApi } from '../../../../test/fake-api.ts';
import { type FakeChatRoom, fakeChatRoom } from '../../../../test/fake-chat-room.ts';
import { type ChatConnection, joinChat } from './chat-connection.ts';

const tokenRoute = 'POST /live/channels/c1/chat/token';

let room: FakeChatRoom;
let api: ReturnType<typeof fakeApi>;
let heard: [what: string, value: unknown][];
let connection: ChatConnection;
/** What the token route answers; by default a new token each time. */
let grant: () => readonly [number, unknown?];

beforeEach(() => {
  jest.useFakeTimers();
  jest.spyOn(Math, 'random').mockReturnValue(0);
  room = fakeChatRoom();
  let tokens = 0;
  grant = () => {
    tokens += 1;
    const sessionExpirationTime = '2030-01-01T00:00:00Z';
    const endpoint = 'wss://chat.test';
    return [200, { token: `token-${tokens}`, endpoint, sessionExpirationTime, role: 'moderator' }];
  };
  api = fakeApi({ [tokenRoute]: () => grant() });
  Object.assign(globalThis, { WebSocket: room.Socket, fetch: api.fetch });
  heard = [];
});
afterEach(() => {
  connection.close();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const tell = (what: string) => (value: unknown) => {
  heard.push([what, value]);
};
const statuses = () => heard.filter(([what]) => what === 'status').map(([, value]) => value);

/** Lets time go by, and everything that is due then. */
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

async function join(): Promise<void> {
  connection = joinChat('c1', {
    onStatus: tell('status'),
    onRole: tell('role'),
    onMessage: tell('message'),
    onDelete: tell('delete'),
    onUserRemoved: tell('removed'),
    onSlowMode: tell('slow mode'),
  });
  await pass(10);
}

/** What becomes of a message: `sent`, or what it was refused with. */
function outcomeOf(content: string): { now: unknown } {
  const outcome: { now: unknown } = { now: 'open' };
  connection.send(content).then(
    () => {
      outcome.now = 'sent';
    },
    (error: unknown) => {
      outcome.now = error;
    },
  );
  return outcome;
}

test('joins with a token, and says the role before it is connected', async () => {
  await join();
  expect(heard).toEqual([
    ['status', 'connecting'],
    ['role', 'moderator'],
    ['status', 'connected'],
  ]);
  expect(room.sockets).toMatchObject([{ url: 'wss://chat.test', token: 'token-1' }]);
});

test('hears messages, deletions, who is thrown out, and slow mode', async () => {
  await join();
  heard = [];
  room.say({ id: 'm1', content: '<b>hi</b>', userId: 'u1', name: 'Ebb', role: 'owner', second: 5 });
  room.say({ id: 'm2', content: 'x', role: 'king' });
  room.deleteMessage('m1');
  room.event('aws:DISCONNECT_USER', { UserId: 'u2', Reason: '' });
  room.event('tidecast:slow-mode', { seconds: '30' });
  room.event('tidecast:slow-mode', {});
  await pass(10);
  const sender = { userId: 'u1', name: 'Ebb', role: 'owner' };
  expect(heard).toEqual([
    ['message', { id: 'm1', content: '<b>hi</b>', sender, sentAt: '2026-01-01T00:00:05.000Z' }],
    ['message', expect.objectContaining({ sender: { userId: 'me', name: 'Me', role: 'viewer' } })],
    ['delete', 'm1'],
    ['removed', 'u2'],
    ['slow mode', 30],
  ]);
});

describe('a message', () => {
  test('is sent once, and is through when the room says so', async () => {
    await join();
    room.judge('silence');
    const outcome = outcomeOf('hello');
    await pass(1000);
    expect(outcome.now).toBe('open');
    const RequestId = room.sent[0]?.RequestId ?? '';
    room.sockets[0]?.hear({
      ...{ Type: 'MESSAGE', Id: 'm1', RequestId, Content: 'hello', Attributes: {} },
      ...{ SendTime: '2026-01-01T00:00:00Z', Sender: { UserId: 'me', Attributes: {} } },
    });
    await pass(10);
    expect(outcome.now).toBe('sent');
    expect(room.sent).toHaveLength(1);
  });

  test.each([
    [406, 'link'],
    [406, 'slow_mode'],
    [406, 'a_rule_of_a_newer_server'],
    [413, 'too long'],
    [429, 'too fast'],
  ])('that is refused with %d %s is not sent again', async (errorCode, errorMessage) => {
    await join();
    room.judge([errorCode, errorMessage]);
    const outcome = outcomeOf('hello');
    await pass(10_000);
    expect(outcome.now).toMatchObject({ errorCode, errorMessage });
    expect(room.sent).toHaveLength(1);
  });

  test('that was not reviewed in time is sent again, three times at most', async () => {
    await join();
    const unreviewed = 'The message was rejected by review.';
    room.judge([406, 'unavailable'], [406, unreviewed], 'deliver');
    const second = outcomeOf('patience');
    await pass(5000);
    expect(second.now).toBe('sent');
    expect(room.sent.map(({ Content }) => Content)).toEqual(['patience', 'patience', 'patience']);

    room.judge([406, 'unavailable'], [406, 'unavailable'], [406, 'unavailable']);
    const third = outcomeOf('in vain');
    await pass(20_000);
    expect(third.now).toMatchObject({ errorCode: 406 });
    expect(room.sent).toHaveLength(6);
  });

  test('fails when no answer comes, and when the connection goes meanwhile', async () => {
    await join();
    room.judge('silence', 'silence');
    const unheard = outcomeOf('unheard');
    await pass(9_000);
    expect(unheard.now).toBe('open');
    await pass(2_000);
    expect(unheard.now).toEqual(new Error('The chat did not answer'));
    const interrupted = outcomeOf('interrupted');
    await pass(10);
    room.cutOff();
    await pass(10);
    expect(interrupted.now).toEqual(new Error('The chat did not answer'));
  });

  test('fails before there is a connection', async () => {
    grant = () => [503, { code: 'unavailable' }];
    await join();
    const outcome = outcomeOf('too early');
    await pass(10);
    expect(outcome.now).toEqual(new Error('The chat is not connected'));
  });
});

describe('a connection that ends', () => {
  test('by breaking off comes back with another token', async () => {
    await join();
    room.cutOff();
    await pass(20);
    expect(statuses()).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
    expect(room.sockets.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
  });

  test('with a goodbye comes back, where one may', async () => {
    await join();
    room.throwOut('somebody');
    await pass(500);
    expect(statuses()).toEqual(['connecting', 'connected', 'reconnecting']);
    await pass(600);
    expect(statuses().at(-1)).toBe('connected');
    expect(room.sockets.at(-1)?.token).toBe('token-2');
  });

  test('by a ban stays ended', async () => {
    await join();
    grant = () => [403, { code: 'banned' }];
    room.throwOut('me');
    await pass(2_000);
    expect(statuses().at(-1)).toBe('banned');
    await pass(600_000);
    expect(statuses().at(-1)).toBe('banned');
    expect(room.sockets).toHaveLength(1);
    expect(api.count(tokenRoute)).toBe(2);
  });

  test('because its session is over comes back, with the role of the new token', async () => {
    await join();
    room.judge([401, 'expired']);
    grant = () => [
      200,
      {
        token: 'renewed',
        endpoint: 'wss://chat.test',
        sessionExpirationTime: '2030-01-01T00:00:00Z',
        role: 'viewer',
      },
    ];
    const outcome = outcomeOf('late');
    await pass(20);
    expect(outcome.now).toMatchObject({ errorCode: 401 });
    expect(room.sockets.map(({ token }) => token)).toEqual(['token-1', 'renewed']);
    expect(heard.slice(-3)).toEqual([
      ['status', 'reconnecting'],
      ['role', 'viewer'],
      ['status', 'connected'],
    ]);
  });

  test('for long is lost after some tries, and found when somebody asks again', async () => {
    await join();
    room.setOpen(false);
    room.cutOff();
    await pass(120_000);
    expect(statuses().at(-1)).toBe('lost');
    room.setOpen(true);
    connection.rejoin();
    await pass(10);
    expect(statuses().slice(-2)).toEqual(['connecting', 'connected']);
  });

  test('for long is tried again every half minute, by itself', async () => {
    await join();
    room.setOpen(false);
    room.cutOff();
    await pass(120_000);
    const asked = api.count(tokenRoute);
    await pass(60_000);
    expect(api.count(tokenRoute)).toBe(asked + 2);
    expect(statuses().at(-1)).toBe('lost');
    room.setOpen(true);
    await pass(30_000);
    expect(statuses().at(-1)).toBe('connected');
  });

  test('for everybody is not joined by everybody in the same moment', async () => {
    await join();
    jest.spyOn(Math, 'random').mockReturnValue(0.9);
    room.throwOut('somebody');
    await pass(1_800);
    expect(statuses().at(-1)).toBe('reconnecting');
    await pass(200);
    expect(statuses().at(-1)).toBe('connected');
  });

  test('with the channel is lost at once', async () => {
    grant = () => [404, { code: 'not_found' }];
    await join();
    expect(statuses()).toEqual(['connecting', 'lost']);
    await pass(60_000);
    expect(api.count(tokenRoute)).toBe(1);
  });

  test('by leaving says nothing more', async () => {
    await join();
    heard = [];
    connection.close();
    await pass(60_000);
    expect(heard).toEqual([]);
    expect(room.sockets).toMatchObject([{ state: 'closed' }]);
  });
});

test('a refusal is not written to the console: it may hold a token', async () => {
  const printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  await join();
  room.judge([406, 'link']);
  outcomeOf('www');
  await pass(10);
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
});
