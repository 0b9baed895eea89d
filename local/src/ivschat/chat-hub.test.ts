import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { ChatConnection } from './chat-connection.ts';
import { ChatHub } from './chat-hub.ts';
import { eventFrame } from './frames.ts';
import type { Room } from './room-store.ts';
import type { Grant } from './token-desk.ts';

const roomArn = 'arn:aws:ivschat:ap-northeast-2:000000000000:room/AAAAAAAAAAAA';

const room: Room = {
  ...{ id: 'AAAAAAAAAAAA', arn: roomArn, name: '', tags: {}, createdAt: 0, updatedAt: 0 },
  ...{ maximumMessageRatePerSecond: 100, maximumMessageLength: 500 },
};

/** Of those who connect, in this order. */
const grants: Partial<Grant>[] = [];
let hub: ChatHub;
let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  hub = new ChatHub(Date.now);
  const sockets = new WebSocketServer({ noServer: true });
  server = createServer().on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const grant: Grant = {
        ...{ roomArn, userId: 'ebb', attributes: {}, capabilities: [] },
        sessionExpiresAt: Number.POSITIVE_INFINITY,
        ...grants.shift(),
      };
      new ChatConnection({ socket, stream, ip: '127.0.0.1' }, grant, {
        hub,
        findRoom: () => room,
        review: async (_room, message) => message,
        now: Date.now,
        log: () => {},
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  hub.close();
  await new Promise((resolve) => server.close(resolve));
});

async function connect(grant: Partial<Grant> = {}): Promise<WebSocket> {
  grants.push(grant);
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(socket, 'open');
  return socket;
}

test('who asks on and on and reads no answer is cut off', async () => {
  const client = await connect();
  client.pause();
  const request = JSON.stringify({ Action: 'SEND_MESSAGE', RequestId: 'x'.repeat(16_000) });
  const closed = once(client, 'close');
  client.on('error', () => {});
  // More than the operating system itself would hold of the answers: tens of megabytes.
  for (let sent = 0; sent < 4_000 && client.readyState === WebSocket.OPEN; sent += 1)
    await new Promise((resolve) => client.send(request, resolve));
  client.resume();
  expect(await closed).toEqual([1006, expect.anything()]);
});

test('who was disconnected can send nothing while the connection closes', async () => {
  const banned = await connect({ userId: 'ebb', capabilities: ['SEND_MESSAGE'] });
  const reader = await connect({ userId: 'flow' });
  const heard: string[] = [];
  reader.on('message', (data) => heard.push(JSON.parse(String(data)).Content ?? 'event'));
  // It does not read that it is closed, and so does not answer.
  banned.pause();
  hub.disconnectUser(roomArn, 'ebb', {});
  banned.send(JSON.stringify({ Action: 'SEND_MESSAGE', Content: 'one more thing' }));
  const closed = once(banned, 'close');
  banned.resume();
  await closed;
  hub.announce(roomArn, eventFrame({ eventName: 'last', attributes: {}, now: 0 }));
  while (heard.length < 2) await once(reader, 'message');
  expect(heard).toEqual(['event', 'event']);
});

test('who does not read is cut off, and nobody else notices', async () => {
  const [idle, reader] = [await connect(), await connect()];
  idle.pause();
  const frame = eventFrame({
    eventName: 'large',
    attributes: { text: 'x'.repeat(256 * 1024) },
    now: 0,
  });
  // More than the operating system itself would hold for a client: tens of megabytes.
  for (let count = 0; count < 200; count++) {
    const received = once(reader, 'message');
    hub.announce(roomArn, frame);
    await received;
  }
  const closed = once(idle, 'close');
  idle.resume();
  expect(await closed).toEqual([1006, expect.anything()]);
  expect(reader.readyState).toBe(WebSocket.OPEN);
});
