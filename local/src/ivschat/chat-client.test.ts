import { once } from 'node:events';
import {
  DeleteMessageCommand,
  DeleteRoomCommand,
  DisconnectUserCommand,
  SendEventCommand,
} from '@aws-sdk/client-ivschat';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DeleteMessageRequest,
  DisconnectUserRequest,
  SendMessageRequest,
} from 'amazon-ivs-chat-messaging';
import { type ChatTestBed, next, startChatTestBed } from './ivschat-test-bed.ts';

let bed: ChatTestBed;
let roomArn: string;
beforeEach(async () => {
  bed = await startChatTestBed();
  roomArn = await bed.createRoom({ name: 'harbour' });
});
afterEach(() => bed.close());

const writer = { userId: 'ebb', capabilities: ['SEND_MESSAGE' as const] };
const moderator = {
  userId: 'flow',
  capabilities: ['SEND_MESSAGE' as const, 'DELETE_MESSAGE' as const, 'DISCONNECT_USER' as const],
};

const handlerArn = 'arn:aws:lambda:ap-northeast-2:000000000000:function:review';
const reviewed = (fallbackResult: 'ALLOW' | 'DENY') =>
  bed.createRoom({ messageReviewHandler: { uri: handlerArn, fallbackResult } });

describe('the stock client', () => {
  test('sends, and everybody in the room receives', async () => {
    const sender = await bed.join(roomArn, {
      ...writer,
      attributes: { name: 'Ebb', role: 'viewer' },
    });
    const reader = await bed.join(roomArn, { userId: 'reader' });
    const stranger = await bed.join(await bed.createRoom(), { userId: 'stranger' });
    const strange: unknown[] = [];
    stranger.addListener('message', (message) => strange.push(message));
    const received = next(reader, 'message');
    const request = new SendMessageRequest('<b>아침</b> 🌊', { emote: 'wave' });
    const sent = await sender.sendMessage(request);
    expect(sent).toMatchObject({
      requestId: request.requestId,
      content: '<b>아침</b> 🌊',
      attributes: { emote: 'wave' },
      sender: { userId: 'ebb', attributes: { name: 'Ebb', role: 'viewer' } },
    });
    expect(sent.id).toMatch(/^[A-Za-z0-9]{12}$/);
    expect(await received).toEqual(sent);
    await bed.control.send(new SendEventCommand({ roomIdentifier: roomArn, eventName: 'end' }));
    expect(strange).toEqual([]);
  });

  test('deletes a message for everybody', async () => {
    const owner = await bed.join(roomArn, moderator);
    const reader = await bed.join(roomArn, { userId: 'reader' });
    const { id } = await owner.sendMessage(new SendMessageRequest('regretted'));
    const told = next(reader, 'messageDelete');
    const deleted = await owner.deleteMessage(new DeleteMessageRequest(id, 'rude'));
    expect(deleted).toMatchObject({ messageId: id, reason: 'rude' });
    expect(await told).toMatchObject({ messageId: id, reason: 'rude' });
  });

  test('disconnects every connection of a user, who does not come back', async () => {
    const owner = await bed.join(roomArn, moderator);
    const banned = [await bed.join(roomArn, writer, 3), await bed.join(roomArn, writer, 3)];
    const told = banned.map((room) => next(room, 'userDisconnect'));
    const gone = banned.map((room) => next(room, 'disconnect'));
    const done = await owner.disconnectUser(new DisconnectUserRequest('ebb', 'spam'));
    expect(done).toMatchObject({ userId: 'ebb', reason: 'spam' });
    for (const event of await Promise.all(told)) expect(event.userId).toBe('ebb');
    expect(await Promise.all(gone)).toEqual(['serverDisconnect', 'serverDisconnect']);
    expect(owner.state).toBe('connected');
  });

  test('hears what the application does through the API', async () => {
    const room = await bed.join(roomArn, writer);
    const { id } = await room.sendMessage(new SendMessageRequest('hello'));
    const event = next(room, 'event');
    const { id: eventId } = await bed.control.send(
      new SendEventCommand({
        roomIdentifier: roomArn,
        eventName: 'tidecast:slow-mode',
        attributes: { seconds: '5' },
      }),
    );
    expect(await event).toMatchObject({
      id: eventId,
      eventName: 'tidecast:slow-mode',
      attributes: { seconds: '5' },
    });
    const deletion = next(room, 'messageDelete');
    await bed.control.send(new DeleteMessageCommand({ roomIdentifier: roomArn, id }));
    expect(await deletion).toMatchObject({ messageId: id });
    const end = next(room, 'disconnect');
    await bed.control.send(new DisconnectUserCommand({ roomIdentifier: roomArn, userId: 'ebb' }));
    expect(await end).toBe('serverDisconnect');
  });

  test('changes to a new token before the old one ends, and misses nothing', async () => {
    let asked = 0;
    const room = bed.client(async () => {
      asked++;
      const token = await bed.token(roomArn, writer);
      // The library opens its next connection half a minute before such an early end.
      const soon = new Date(Date.now() + 31_000);
      return asked === 1 ? { ...token, tokenExpirationTime: soon } : token;
    });
    const seen: string[] = [];
    room.addListener('message', ({ content }) => seen.push(content));
    const connected = next(room, 'connect');
    room.connect();
    await connected;
    const [stream] = bed.streams;
    if (!stream) throw new Error('nobody connected');
    const renewed = once(stream, 'close');
    await room.sendMessage(new SendMessageRequest('one'));
    await renewed;
    await room.sendMessage(new SendMessageRequest('two'));
    expect(seen).toEqual(['one', 'two']);
    expect(asked).toBe(2);
    expect(room.state).toBe('connected');
  });

  test('comes back with a new token when its session ends', async () => {
    const room = await bed.join(roomArn, { ...writer, sessionDurationInMinutes: 1 });
    const reconnecting = next(room, 'connecting');
    const reconnected = next(room, 'connect');
    bed.clock.ahead += 61_000;
    await reconnecting;
    await reconnected;
    expect(await room.sendMessage(new SendMessageRequest('again'))).toMatchObject({
      content: 'again',
    });
  });
});

describe('error', () => {
  test('400: an empty message', async () => {
    const room = await bed.join(roomArn, writer);
    await expect(room.sendMessage(new SendMessageRequest(''))).rejects.toMatchObject({
      errorCode: 400,
    });
    expect(room.state).toBe('connected');
  });

  test('401: a request after the end of the session', async () => {
    const room = await bed.join(roomArn, { ...writer, sessionDurationInMinutes: 1 });
    const late = room.sendMessage(new SendMessageRequest('late'));
    bed.clock.ahead += 60_000;
    await expect(late).rejects.toMatchObject({ errorCode: 401 });
  });

  test('403: what the token does not grant', async () => {
    const reader = await bed.join(roomArn, { userId: 'reader' });
    const refused = { errorCode: 403 };
    await expect(reader.sendMessage(new SendMessageRequest('hello'))).rejects.toMatchObject(
      refused,
    );
    const room = await bed.join(roomArn, writer);
    const { id } = await room.sendMessage(new SendMessageRequest('mine'));
    await expect(room.deleteMessage(new DeleteMessageRequest(id))).rejects.toMatchObject(refused);
    await expect(room.disconnectUser(new DisconnectUserRequest('reader'))).rejects.toMatchObject(
      refused,
    );
  });

  test('406: what the review handler denies, with its reason', async () => {
    const arn = await reviewed('ALLOW');
    const events: unknown[] = [];
    bed.review.invoke = async (functionArn, event) => {
      events.push(functionArn, event);
      return { ReviewResult: 'DENY', Content: '', Attributes: { Reason: 'no links' } };
    };
    const room = await bed.join(arn, { ...writer, attributes: { name: 'Ebb' } });
    await expect(
      room.sendMessage(new SendMessageRequest('https://example.com', { a: 'b' })),
    ).rejects.toMatchObject({ errorCode: 406, errorMessage: 'no links' });
    expect(events).toEqual([
      handlerArn,
      {
        Content: 'https://example.com',
        MessageId: expect.stringMatching(/^\w{12}$/),
        RoomArn: arn,
        Attributes: { a: 'b' },
        Sender: { Attributes: { name: 'Ebb' }, UserId: 'ebb', Ip: '127.0.0.1' },
      },
    ]);
  });

  test('413: a message longer than the room allows, counted in characters', async () => {
    const room = await bed.join(roomArn, writer);
    const full = '🌊'.repeat(500);
    expect(await room.sendMessage(new SendMessageRequest(full))).toMatchObject({ content: full });
    for (const request of [
      new SendMessageRequest(`${full}!`),
      new SendMessageRequest('hello', { note: 'x'.repeat(1021) }),
    ])
      await expect(room.sendMessage(request)).rejects.toMatchObject({ errorCode: 413 });
  });

  test('429: the 11th request of a connection in a second', async () => {
    const arn = await bed.createRoom({ maximumMessageRatePerSecond: 100 });
    const room = await bed.join(arn, writer);
    const results = await Promise.allSettled(
      Array.from({ length: 11 }, (_, index) =>
        room.sendMessage(new SendMessageRequest(`${index}`)),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 10 }, () => 'fulfilled'),
      'rejected',
    ]);
    expect(results[10]).toMatchObject({ reason: { errorCode: 429 } });
    bed.clock.ahead += 1_000;
    await room.sendMessage(new SendMessageRequest('after a second'));
  });

  test('429: more than the room allows all of its clients', async () => {
    const arn = await bed.createRoom({ maximumMessageRatePerSecond: 2 });
    const rooms = [await bed.join(arn, writer), await bed.join(arn, moderator)];
    for (const room of rooms) await room.sendMessage(new SendMessageRequest('hello'));
    for (const room of rooms)
      await expect(room.sendMessage(new SendMessageRequest('more'))).rejects.toMatchObject({
        errorCode: 429,
      });
  });
});

describe('a review handler', () => {
  test('may change a message', async () => {
    bed.review.invoke = async () => ({
      ReviewResult: 'ALLOW',
      Content: '***',
      Attributes: { edited: 'yes' },
    });
    const room = await bed.join(await reviewed('DENY'), writer);
    expect(await room.sendMessage(new SendMessageRequest('ouch'))).toMatchObject({
      content: '***',
      attributes: { edited: 'yes' },
    });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['never answers', () => new Promise(() => {})],
    ['fails', () => Promise.reject(new Error('broken'))],
    ['answers nonsense', async () => ({ ReviewResult: 'MAYBE', Content: 'x' })],
    ['answers too much', async () => ({ ReviewResult: 'ALLOW', Content: 'x'.repeat(501) })],
  ])('that %s is replaced by the fallback', async (_what, invoke) => {
    bed.review.invoke = invoke;
    const denying = await bed.join(await reviewed('DENY'), writer);
    await expect(denying.sendMessage(new SendMessageRequest('hello'))).rejects.toMatchObject({
      errorCode: 406,
    });
    const allowing = await bed.join(await reviewed('ALLOW'), writer);
    expect(await allowing.sendMessage(new SendMessageRequest('hello'))).toMatchObject({
      content: 'hello',
    });
    expect(bed.log).toHaveLength(2);
  });
});

describe('a handshake is refused', () => {
  const refused = async (token: string) => {
    const room = bed.client(async () => ({ token }));
    const end = next(room, 'disconnect');
    room.connect();
    return end;
  };

  test('with a forged token', async () => {
    expect(await refused('Zm9yZ2Vk')).toBe('socketError');
  });

  test('with a token used before', async () => {
    const { token } = await bed.token(roomArn);
    const first = bed.client(async () => ({ token }));
    const connected = next(first, 'connect');
    first.connect();
    await connected;
    expect(await refused(token)).toBe('socketError');
    expect(first.state).toBe('connected');
  });

  test('with a token older than a minute', async () => {
    const { token } = await bed.token(roomArn);
    bed.clock.ahead += 60_000;
    expect(await refused(token)).toBe('socketError');
  });

  test('for a room that is no more', async () => {
    const { token } = await bed.token(roomArn);
    const room = await bed.join(roomArn);
    const end = next(room, 'disconnect');
    await bed.control.send(new DeleteRoomCommand({ identifier: roomArn }));
    expect(await end).toBe('serverDisconnect');
    expect(await refused(token)).toBe('socketError');
  });

  test('without a token', async () => {
    const socket = new WebSocket(bed.url);
    const failed = Promise.withResolvers<void>();
    socket.addEventListener('error', () => failed.resolve());
    socket.addEventListener('open', () => failed.reject(new Error('it was let in')));
    await failed.promise;
  });
});
