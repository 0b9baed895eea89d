/** The API as the cluster runs it: pods of the live Deployment as processes, and an upload through them. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { uploadAndPlay } from '../src/api/upload.ts';
import { holds, type Pod } from '../src/control-plane/kube-objects.ts';
import { until } from '../src/processes/until.ts';
import { type ApiCluster, startApiCluster } from './steps/api-cluster.ts';
import { figures, seconds } from './steps/figures.ts';

const [first, second, missing] = ['1', '2', 'f'].map((digit) => `sha-${digit.repeat(40)}`) as [
  string,
  string,
  string,
];
/** Milliseconds for what takes a cluster seconds, and a pod that leaves half a minute. */
const soon = 120_000;
const rollout = 300_000;

const table = figures('The API in the cluster');
let cluster: ApiCluster;

beforeAll(async () => {
  cluster = await table.time('stack, control plane, nodes', startApiCluster);
});
afterAll(async () => {
  table.print();
  await cluster?.close();
});

const readyPods = async () =>
  (await cluster.pods()).filter(({ status }) => holds(status?.conditions, 'Ready'));

interface Status {
  readonly state: { readonly waiting?: { readonly reason: string } };
  readonly restartCount: number;
}
const containerOf = ({ status }: Pod) => status?.containerStatuses?.[0] as Status | undefined;

/** Visitors of the load balancer, for as long as something is done. @returns what they got */
async function visited(work: () => Promise<void>): Promise<readonly (number | string)[]> {
  const answers: (number | string)[] = [];
  const end = new AbortController();
  const visitors = [1, 2, 3].map(async (number) => {
    while (!end.signal.aborted) {
      try {
        const response = await fetch(`${cluster.balancer.url}/api/videos`, {
          // Set apart for tests of networks (RFC 2544).
          headers: { 'x-forwarded-for': `198.18.0.${number}` },
        });
        await response.arrayBuffer();
        answers.push(response.status);
      } catch (error) {
        answers.push(String(error));
      }
      await delay(100);
    }
  });
  try {
    await work();
  } finally {
    end.abort();
    await Promise.all(visitors);
  }
  return answers;
}

test('a tag that nobody has pushed waits, and runs once it is there', async () => {
  await cluster.release(first);
  await until(
    'two pods without an image',
    async () => {
      const reasons = (await cluster.pods()).map((pod) => containerOf(pod)?.state.waiting?.reason);
      return reasons.length === 2 && reasons.every((reason) => reason === 'ImagePullBackOff');
    },
    soon,
  );
  expect(cluster.processes.endpoints()).toEqual([]);
  expect((await fetch(`${cluster.balancer.url}/api/videos`)).status).toBe(503);
  cluster.push(first);
  await table.time('from the image to two pods that serve', () => cluster.released(first, soon));
  const pods = await cluster.pods();
  expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(2);
  for (const { status } of pods) {
    expect(status).toMatchObject({ phase: 'Running', podIP: expect.stringMatching(/^198\.19\./) });
    expect(holds(status?.conditions, 'target-health.elbv2.k8s.aws/k8s-video-api')).toBe(true);
  }
  expect([...cluster.balancer.targets()].sort()).toEqual(
    pods.map(({ metadata }) => metadata.name).sort(),
  );
});

test('health and metrics stay inside, and Prometheus finds them there', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/apis'])
    expect((await fetch(cluster.balancer.url + path)).status).toBe(404);
  for (const { metricsUrl } of cluster.processes.endpoints())
    expect(await (await fetch(`${metricsUrl}/metrics`)).text()).toContain('http_');
});

test('an upload through it is ready to play', async () => {
  const { edge, site, directory } = cluster;
  const upload = await uploadAndPlay({
    siteUrl: edge.url,
    origin: site.origin,
    clipPath: join(directory, 'clip.mp4'),
  });
  expect(upload).toMatchObject({
    status: 'ready',
    rungs: [360, 270],
    hlsUrl: `/media/v/${upload.videoId}/hls/index.m3u8`,
    playlist: expect.stringContaining('#EXT-X-STREAM-INF'),
    withoutCookies: 403,
  });
  expect(upload.segmentBytes).toBeGreaterThan(10_000);
  table.add('upload of 6 s, from whole to ready', seconds(upload.readyAfterMs));
  // It went through the pods, and through nothing else.
  expect(cluster.balancer.answers().statuses.get(201)).toBeGreaterThan(0);
});

test('another tag rolls out without an answer lost', async () => {
  cluster.push(second);
  const { own } = cluster.balancer.answers();
  let fewest = Number.POSITIVE_INFINITY;
  const watching = new AbortController();
  const counting = (async () => {
    while (!watching.signal.aborted) {
      fewest = Math.min(fewest, cluster.balancer.targets().length);
      await delay(20);
    }
  })();
  const answers = await visited(async () => {
    await cluster.release(second);
    await table.time('rollout of another tag', () => cluster.released(second, rollout));
  });
  watching.abort();
  await counting;
  expect(answers.filter((answer) => answer !== 200)).toEqual([]);
  expect(answers.length).toBeGreaterThan(50);
  expect(fewest).toBeGreaterThanOrEqual(2);
  expect(cluster.balancer.answers().own).toBe(own);
  table.add('requests during it, of which failed', `${answers.length}, 0`);
});

test('a bad tag stops at its first pod, and the way back is the tag before', async () => {
  const answers = await visited(async () => {
    await cluster.release(missing);
    await until(
      'the first pod of it',
      async () =>
        (await cluster.pods()).some(
          (pod) => containerOf(pod)?.state.waiting?.reason === 'ImagePullBackOff',
        ),
      soon,
    );
    const stands = async () => {
      const { updatedReplicas, readyReplicas } = (await cluster.deployment())?.status ?? {};
      return updatedReplicas === 1 && readyReplicas === 2;
    };
    await until('a Deployment with one pod of it', stands, soon);
    // It would go on with the next if it were to.
    for (let look = 0; look < 10; look++) {
      expect(await stands()).toBe(true);
      await delay(500);
    }
    expect(await readyPods()).toHaveLength(2);
    await cluster.release(second);
    await table.time('back from a bad tag', () => cluster.released(second, soon));
  });
  expect(answers.filter((answer) => answer !== 200)).toEqual([]);
});

test('a node is drained without an answer lost, and its pod leaves in order', async () => {
  await cluster.release(second);
  await cluster.released(second, rollout);
  const [leaving] = await readyPods();
  const { nodeName = '' } = leaving?.spec ?? {};
  const answers = await visited(async () => {
    await table.time('drain of a node with a pod of it', () => cluster.nodes.remove(nodeName));
    await cluster.released(second, soon);
  });
  expect(answers.filter((answer) => answer !== 200)).toEqual([]);
  expect(cluster.lines).toContain(`pod ${leaving?.metadata.name}: ended with 0`);
});

test('without the pauses of the chart answers are lost, and here one sees it', async () => {
  const where = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'video', name: 'api' };
  const env = [{ name: 'DRAIN_SECONDS', value: '0' }];
  const containers = [{ name: 'api', lifecycle: null, env }];
  const hasty = { spec: { template: { spec: { containers } } } };
  await cluster.kube.patch(where, hasty, { type: 'strategic-merge' });
  await until(
    'pods without pauses',
    async () => {
      const pods = await readyPods();
      const all = await cluster.pods();
      const { containers: found } = (pods[0]?.spec ?? {}) as {
        containers?: { lifecycle?: object }[];
      };
      return pods.length === 2 && all.length === 2 && !found?.[0]?.lifecycle;
    },
    rollout,
  );
  const answers = await visited(async () => {
    await cluster.release(first);
    await cluster.released(first, rollout);
  });
  expect(answers).toContain(502);
});

test('a process that dies is started again', async () => {
  const [endpoint] = cluster.processes.endpoints();
  if (!endpoint?.pid) throw new Error('no process runs');
  const restarts = async () => {
    const pod = (await readyPods()).find(({ metadata }) => metadata.name === endpoint.pod);
    return pod && containerOf(pod)?.restartCount;
  };
  const before = (await restarts()) ?? 0;
  process.kill(endpoint.pid, 'SIGKILL');
  await until('its restart', async () => ((await restarts()) ?? 0) > before, soon);
});
