import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Egress, startEgress } from './egress.ts';
import type { Kube } from './kube.ts';

const service = { namespace: 'kube-system', name: 'metrics-server' };
const objects: Readonly<Record<string, readonly object[]>> = {
  Service: [
    {
      metadata: service,
      spec: { clusterIP: '172.20.0.7', selector: { app: 'metrics' } },
    },
  ],
  Pod: [{ metadata: { namespace: 'kube-system', name: 'p', labels: { app: 'metrics' } } }],
};
const kube = {
  list: async (_version: string, kind: string, selection?: { fieldSelector?: string }) =>
    kind === 'Pod' && selection?.fieldSelector !== 'status.podIP=198.18.0.9' ? [] : objects[kind],
} as unknown as Kube;

let directory: string;
let egress: Egress;
let echo: Server;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-egress-'));
  egress = await startEgress(join(directory, 'socket'));
  echo = createServer((socket) => socket.on('error', () => socket.destroy()).pipe(socket));
  await once(echo.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  await egress.close();
  echo.close();
  await rm(directory, { recursive: true, force: true });
});

const port = () => (echo.address() as AddressInfo).port;

async function ask(address: string): Promise<{ status: number | undefined; socket: Socket }> {
  const asked = request({
    socketPath: join(directory, 'socket'),
    method: 'CONNECT',
    path: address,
  }).end();
  const [response, socket] = await once(asked, 'connect');
  socket.on('error', () => undefined);
  return { status: response.statusCode, socket };
}

test.each(['172.20.0.7:443', '198.18.0.9:10250'])('leads %s to who answers', async (address) => {
  egress.use(kube);
  egress.answer(service, port());
  const { status, socket } = await ask(address);
  expect(status).toBe(200);
  socket.write('hello');
  const [data] = await once(socket, 'data');
  expect(String(data)).toBe('hello');
  socket.destroy();
});

test.each(['172.20.0.8:443', '198.18.0.10:443', '10.0.0.1:10250', 'example.com:443'])(
  'leads %s nowhere',
  async (address) => {
    egress.use(kube);
    egress.answer(service, port());
    expect(await ask(address)).toMatchObject({ status: 502 });
    expect(egress.refused).toEqual([address]);
  },
);

test('refuses connections once nothing answers, and closes open ones', async () => {
  egress.use(kube);
  const release = egress.answer(service, port());
  const { socket } = await ask('172.20.0.7:443');
  release();
  if (!socket.destroyed) await once(socket, 'close');
  expect(await ask('172.20.0.7:443')).toMatchObject({ status: 502 });
});

test('leads nowhere before it knows the cluster', async () => {
  egress.answer(service, port());
  expect(await ask('172.20.0.7:443')).toMatchObject({ status: 502 });
});
