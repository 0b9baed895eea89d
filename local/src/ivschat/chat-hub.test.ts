import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { ChatConnection } from './chat-connection.ts';
import { ChatHub } from './chat-hub.ts';
import { eventFrame } from './frames.ts';

const roomArn = 'arn:aws:ivschat:ap-northeast-2:000000000000:room/AAAAAAAAAAAA';

let hub: ChatHub;
let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  hub = new ChatHub(Date.now);
  const sockets = new WebSocketServer({ noServer: true });
  server = createServer().on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const grant = {
        ...{ roomArn, userId: 'ebb', attributes: {}, capabilities: [] },
        sessionExpiresAt: Number.POSITIVE_INFINITY,
      };
      new ChatConnection({ socket, stream, ip: '127.0.0.1' }, grant, {
        hub,
        findRoom: () => undefined,
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

async function connect(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(socket, 'open');
  return socket;
}

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
