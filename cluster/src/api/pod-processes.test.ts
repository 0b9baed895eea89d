import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { holds } from '../control-plane/kube-objects.ts';
import { until } from '../processes/until.ts';
import type { ApiContainer, ApiPod } from './api-pod.ts';
import { type PodProcesses, startPodProcesses } from './pod-processes.ts';
import { MemoryKube } from './test/memory-kube.ts';

/**
 * Serves as the API does, says what environment it has, and does what it is told by one: to be never
 * well, to stay when it is told to go.
 */
const program = `
import { createServer } from 'node:http';
let well = process.env.SICK !== 'yes';
createServer((request, response) => {
  if (request.url === '/die') process.exit(3);
  if (request.url === '/sicken') well = false;
  response.statusCode = request.url === '/healthz' && !well ? 500 : 200;
  response.end(JSON.stringify(process.env));
}).listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => {
  console.log('told to go');
  if (process.env.STAYS !== 'yes') process.exit(0);
});
`;
/** Generous, in milliseconds: nothing here is about speed. */
const limit = 60_000;

let directory: string;
let memory: MemoryKube;
let images: Map<string, string>;
let processes: PodProcesses;
let lines: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-pods-'));
  const bundle = join(directory, 'bundle');
  await mkdir(bundle);
  await writeFile(join(bundle, 'main.mjs'), program);
  images = new Map([['1', bundle]]);
  memory = new MemoryKube();
  lines = [];
  processes = await startPodProcesses({
    ...{ kube: memory.kube, namespace: 'video', labels: { app: 'api' }, images },
    roleEnvironment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    directory: join(directory, 'pods'),
    backoffMs: 10,
    report: (line) => lines.push(line),
  });
});
afterEach(async () => {
  await processes.close();
  await rm(directory, { recursive: true });
});

const httpGet = (path: string) => ({ path, port: 'http' });
const container: ApiContainer = {
  name: 'api',
  image: 'registry.example/api:1',
  ports: [{ name: 'http', containerPort: 8080 }],
  env: [{ name: 'TIDE', value: 'high' }],
  startupProbe: { httpGet: httpGet('/healthz'), periodSeconds: 0.05, failureThreshold: 1200 },
  readinessProbe: { httpGet: httpGet('/readyz'), periodSeconds: 0.05, timeoutSeconds: 5 },
};
function add(change: Partial<ApiContainer> = {}, spec: Partial<ApiPod['spec']> = {}): void {
  memory.add({
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { name: 'api-1', namespace: 'video', labels: { app: 'api' } },
    spec: { nodeName: 'node-1', containers: [{ ...container, ...change }], ...spec },
  });
}

interface ContainerStatus {
  readonly state: { readonly waiting?: { readonly reason: string; readonly message: string } };
  readonly restartCount: number;
  readonly ready: boolean;
}
const status = () => memory.pod('api-1').status?.containerStatuses?.[0] as ContainerStatus;
const isReady = () => holds(memory.pod('api-1').status?.conditions, 'Ready');
const ready = () => until('a ready pod', async () => isReady(), limit);
const gone = () => until('the end of the pod', async () => !memory.has('api-1'), limit);
const waiting = (reason: string) =>
  until(reason, async () => status()?.state.waiting?.reason === reason, limit);
const ask = async (path: string) => {
  const [endpoint] = processes.endpoints();
  if (!endpoint) throw new Error('no process runs');
  return fetch(endpoint.url + path, { headers: { connection: 'close' } });
};

test('runs a pod with its own environment, what its role gives, and no more', async () => {
  add();
  await ready();
  const environment = (await (await ask('/')).json()) as Record<string, string>;
  const { PORT, METRICS_PORT, ...others } = environment;
  expect(others).toEqual({
    ...{ NODE_ENV: 'production', HOST: '127.0.0.1', TIDE: 'high' },
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  });
  expect(Number(PORT)).not.toBe(Number(METRICS_PORT));
  expect(memory.pod('api-1').status).toMatchObject({ phase: 'Running' });
});

test('a pod without a node is not started', async () => {
  add({}, { nodeName: undefined } as unknown as Partial<ApiPod['spec']>);
  expect(processes.endpoints()).toEqual([]);
  expect(memory.pod('api-1').status).toBeUndefined();
});

test('an image that no registry has is waited for', async () => {
  add({ image: 'registry.example/api:2' });
  await waiting('ImagePullBackOff');
  expect(status().state.waiting?.message).toContain('registry.example/api:2');
  images.set('2', images.get('1') ?? '');
  await ready();
});

test('so is a Secret', async () => {
  const secretKeyRef = { name: 'playback-key', key: 'KEY' };
  add({ env: [{ name: 'KEY', valueFrom: { secretKeyRef } }] });
  await waiting('CreateContainerConfigError');
  memory.addSecret('playback-key', { KEY: 'secret' });
  await ready();
  expect(await (await ask('/')).json()).toMatchObject({ KEY: 'secret' });
});

test('leaves as the pod asks: hook, SIGTERM, and then the pod is gone', async () => {
  add({ lifecycle: { preStop: { sleep: { seconds: 1 } } } });
  await ready();
  memory.askToGo('api-1', 30);
  // Through the hook it serves on.
  expect((await ask('/')).status).toBe(200);
  expect(processes.endpoints()[0]).toMatchObject({ ready: true, leavingForMs: expect.any(Number) });
  await gone();
  expect(lines).toContain('pod api-1: ended with 0');
  expect(await readFile(join(directory, 'pods', 'api-1.log'), 'utf8')).toContain('told to go');
});

test('is killed when its grace is over', async () => {
  add({ env: [{ name: 'STAYS', value: 'yes' }] });
  await ready();
  memory.askToGo('api-1', 1);
  await gone();
  expect(lines).toContain('pod api-1: ended with SIGKILL');
});

test('starts again what dies, at once and then later', async () => {
  add();
  await ready();
  await ask('/die').catch(() => undefined);
  await until('a restart', async () => isReady() && status().restartCount === 1, limit);
  await ask('/die').catch(() => undefined);
  await until('another', async () => isReady() && status().restartCount === 2, limit);
  expect(lines.filter((line) => line === 'pod api-1: ended with 3')).toHaveLength(2);
});

test('starts again what is not alive any more', async () => {
  add({ livenessProbe: { httpGet: httpGet('/healthz'), periodSeconds: 0.05, timeoutSeconds: 5 } });
  await ready();
  await ask('/sicken');
  await until('a restart', async () => isReady() && status().restartCount === 1, limit);
  expect(lines).toContain('pod api-1: its liveness probe failed; restarting it');
});

test.each([
  ['never well', { env: [{ name: 'SICK', value: 'yes' }] }],
  ['asked where nothing of it listens', { startupProbe: { httpGet: { port: 1 } } }],
])('starts again what is %s, and never calls it ready', async (_name, change) => {
  const startupProbe = { httpGet: httpGet('/healthz'), periodSeconds: 0.05, failureThreshold: 60 };
  add({ startupProbe, ...change });
  await until('a restart', async () => status()?.restartCount >= 1, limit);
  expect(isReady()).toBe(false);
  expect(lines).toContain('pod api-1: its startup probe failed; restarting it');
});
