import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { part } from './part.ts';

let server: Server;
let peer: Socket;
let socket: Socket;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // It ends nothing by itself.
  peer = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  [socket] = await once(server, 'connection');
  socket.on('error', () => {});
  // The limit alone: sockets need the rest.
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setInterval', 'performance', 'Date'],
  });
});
afterEach(async () => {
  jest.useRealTimers();
  peer.destroy();
  socket.destroy();
  server.close();
  await once(server, 'close');
});

test('a peer that is seconds late, and sends on, still reads what it was told', async () => {
  socket.write('why');
  part(socket);
  jest.advanceTimersByTime(20_000);
  // More than the buffers of both ends hold: nobody reads it but what was parted with.
  await new Promise((resolve) => peer.write(Buffer.alloc(8 * 1024 * 1024), resolve));
  expect(await text(peer)).toBe('why');
  peer.end();
  await once(socket, 'close');
  expect(socket.errored).toBeNull();
  expect(jest.getTimerCount()).toBe(0);
});

test('a peer that never leaves is cut off', async () => {
  socket.write('why');
  part(socket);
  jest.advanceTimersByTime(60_000);
  expect(socket.destroyed).toBe(true);
});
