import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Kube } from '../control-plane/kube.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';
import { type LoadBalancer, startLoadBalancer } from './load-balancer.ts';
import type { PodEndpoint } from './pod-processes.ts';

const objects: Readonly<Record<string, readonly (KubeObject & { spec: object })[]>> = {
  Ingress: [
    {
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'api' } },
      spec: {
        rules: [
          {
            http: {
              paths: [{ path: '/api', pathType: 'Prefix', backend: { service: { name: 'api' } } }],
            },
          },
        ],
      },
    },
  ],
  Service: [
    {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'api' } },
      spec: { selector: { app: 'api' } },
    },
  ],
};
const kube = {
  watch: async (_version: string, kind: string) => ({
    current: () => objects[kind] ?? [],
    close: async () => undefined,
  }),
} as unknown as Pick<Kube, 'watch'>;

let servers: Server[];
let endpoints: PodEndpoint[];
let balancer: LoadBalancer;
let seen: IncomingHttpHeaders[];

beforeEach(async () => {
  servers = [];
  endpoints = [];
  seen = [];
  const options = { kube, namespace: 'video', ingress: 'api', deregistrationMs: 3_000 };
  balancer = await startLoadBalancer({ ...options, endpoints: () => endpoints });
});
afterEach(async () => {
  await balancer.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A pod that says its name. */
async function pod(name: string, change: Partial<PodEndpoint> = {}): Promise<PodEndpoint> {
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.end(`${name} ${request.url}`);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ pod: name, labels: { app: 'api' }, url, metricsUrl: url, pid: 1, ready: true },
    ...change,
  };
}

const ask = async (path = '/api/videos', headers: Record<string, string> = {}) => {
  const response = await fetch(balancer.url + path, { headers });
  return [response.status, await response.text()];
};
const names = async (count: number) => {
  const all = new Set<unknown>();
  for (let turn = 0; turn < count; turn++) all.add((await ask())[1]);
  return [...all].sort();
};

test('sends what its paths name to ready pods in turn, and says who asked', async () => {
  endpoints = [
    await pod('one'),
    await pod('two'),
    await pod('starting', { ready: false }),
    await pod('other', { labels: { app: 'other' } }),
  ];
  expect(balancer.targets()).toEqual(['one', 'two']);
  expect(await names(4)).toEqual(['one /api/videos', 'two /api/videos']);
  await ask('/api/videos?limit=1', { 'x-forwarded-for': '198.18.0.1' });
  expect(seen.at(-1)).toMatchObject({
    'x-forwarded-for': '198.18.0.1, 127.0.0.1',
    'x-forwarded-proto': 'https',
  });
  expect(balancer.answers()).toEqual({ statuses: new Map([[200, 5]]), own: 0 });
});

test.each(['/healthz', '/apis', '/', '/metrics'])('keeps %s to the cluster', async (path) => {
  endpoints = [await pod('one')];
  expect((await ask(path))[0]).toBe(404);
  expect(seen).toEqual([]);
});

test('sends to a pod that goes until everybody has heard, and to none that never served', async () => {
  const [one, two] = [await pod('one'), await pod('two')];
  endpoints = [one, two, await pod('never', { ready: false })];
  expect(balancer.targets()).toEqual(['one', 'two']);
  endpoints = endpoints.map((each) =>
    each === two ? each : { ...each, ready: false, leavingForMs: 2_000 },
  );
  expect(await names(4)).toEqual(['one /api/videos', 'two /api/videos']);
  endpoints = [{ ...one, leavingForMs: 3_000 }, two];
  expect(await names(4)).toEqual(['two /api/videos']);
});

test('answers by itself when there is no target, or a target is gone', async () => {
  expect((await ask())[0]).toBe(503);
  endpoints = [await pod('one')];
  servers[0]?.close();
  expect((await ask())[0]).toBe(502);
  expect(balancer.answers().own).toBe(2);
});
