import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startEdgeTestBed } from './edge-test-bed.ts';
import { chatEndpoint } from './upgrades.ts';

let bed: Awaited<ReturnType<typeof startEdgeTestBed>>;
beforeEach(async () => {
  bed = await startEdgeTestBed((_request, response) => response.end());
});
afterEach(() => bed.close());

/** Asks for a WebSocket. */
async function handshake(url: string, host?: string): Promise<{ status: number; socket: Socket }> {
  const { pathname, port } = new URL(url);
  const headers = {
    ...{ Connection: 'Upgrade', Upgrade: 'websocket' },
    ...(host !== undefined && { Host: host }),
  };
  const asked = request({ hostname: '127.0.0.1', port, path: pathname, headers, agent: false });
  const answered = Promise.race([once(asked, 'upgrade'), once(asked, 'response')]);
  asked.end();
  const [response] = await answered;
  return { status: response.statusCode, socket: response.socket };
}

test('the chat has a place of its own on the site, for this machine alone', async () => {
  const endpoint = chatEndpoint(bed.edge.url);
  expect(endpoint).toBe(`${bed.edge.url.replace('http', 'ws')}/local/ivschat`);
  expect(await handshake(endpoint)).toMatchObject({ status: 101 });
  expect(await handshake(endpoint, 'evil.example')).toMatchObject({ status: 404 });
  expect(await handshake(endpoint.replace('ivschat', 'mailbox'))).toMatchObject({ status: 404 });
});

test('an edge that closes ends its chats', async () => {
  const { socket } = await handshake(chatEndpoint(bed.edge.url));
  const closed = once(socket, 'close');
  await bed.edge.close();
  await closed;
});

test('the page may connect to the chat', async () => {
  const { headers } = await bed.get('/');
  const policy = headers['content-security-policy'];
  expect(policy).toMatch(
    new RegExp(`connect-src [^;]*${new URL(chatEndpoint(bed.edge.url)).origin}`),
  );
});
