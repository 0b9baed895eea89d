/** The control plane, its nodes, volumes and metrics, as everything else of the suite relies on them. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Closers } from '../../local/src/start/closers.ts';
import { type Autoscaler, startAutoscaler } from '../src/cloud/autoscaler.ts';
import { installEksAddons } from '../src/cloud/eks-addons.ts';
import { type Metrics, startMetrics } from '../src/cloud/metrics.ts';
import { type Nodes, startNodes } from '../src/cloud/nodes.ts';
import { startVolumes, type Volumes } from '../src/cloud/volumes.ts';
import { type ControlPlane, startControlPlane } from '../src/control-plane/control-plane.ts';
import { openKube } from '../src/control-plane/kube.ts';
import { manifest, type Node, type Pod } from '../src/control-plane/kube-objects.ts';
import { type Engines, prepareEngines } from '../src/engines/engines.ts';
import { until } from '../src/processes/until.ts';
import { deployment, podsReady, soon } from './steps/objects.ts';
import { residentMib, socketsOf } from './steps/sockets.ts';

const programs = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
] as const;
const region = 'ap-northeast-2';
const zones = ['a', 'b', 'c'].map((letter) => region + letter);

let directory: string;
let engines: Engines<(typeof programs)[number]>;
let plane: ControlPlane;
let nodes: Nodes;
let volumes: Volumes;
let metrics: Metrics;
let autoscaler: Autoscaler;
const closers = new Closers();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-suite-'));
  closers.add(() => rm(directory, { recursive: true, force: true }));
  engines = await prepareEngines(programs, { report: console.log });
  plane = closers.keep(
    await startControlPlane({
      directory: join(directory, 'one'),
      engines,
      autoscalingSeconds: 2,
      pods: { keptFromKwok: [{ namespace: 'apart', labels: { app: 'ours' } }] },
      report: console.log,
    }),
  );
  const group = {
    ...{ name: 'nodes', instanceType: 'm5.large', min: 2, max: 5, region, zones },
  };
  nodes = closers.keep(
    await startNodes(plane.kube, { group, bootSeconds: 2, report: console.log }),
  );
  await installEksAddons(plane.kube);
  volumes = closers.keep(await startVolumes(plane.kube));
  metrics = closers.keep(await startMetrics(plane, { install: true }));
  autoscaler = closers.keep(
    startAutoscaler(plane.kube, nodes, {
      scanSeconds: 2,
      unneededSeconds: 6,
      delayAfterAddSeconds: 0,
      threshold: 0.6,
      report: console.log,
    }),
  );
});

afterAll(() => closers.close());

let namespace: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  namespace = `test-${count}`;
  await plane.kube.apply([manifest('v1', 'Namespace', { name: namespace }, {})]);
});

const ready = (name: string, replicas: number) =>
  podsReady(plane.kube, { namespace, name, replicas });

test('pods of a Deployment run on nodes as EKS makes them', async () => {
  await plane.kube.apply([deployment(namespace, 'web', { cpu: '100m' })]);
  await ready('web', 2);
  const [node] = await plane.kube.list<Node>('v1', 'Node');
  expect(node?.metadata.labels).toMatchObject({
    'eks.amazonaws.com/nodegroup': 'nodes',
    'node.kubernetes.io/instance-type': 'm5.large',
    'topology.kubernetes.io/region': region,
  });
  expect(node?.status?.allocatable).toMatchObject({ cpu: '1930m', pods: '29' });
  expect(node?.spec?.providerID).toMatch(/^aws:\/\/\/ap-northeast-2[abc]\/i-[0-9a-f]{17}$/);
  const system = await plane.kube.list<Pod>('v1', 'Pod', { namespace: 'kube-system' });
  const priorities = system.map(({ spec }) => spec.priorityClassName);
  expect(new Set(priorities)).toEqual(new Set(['system-node-critical', 'system-cluster-critical']));
});

test('a pod whose image no registry has is not ready', async () => {
  await plane.kube.apply([deployment(namespace, 'web', { image: 'web:sha-0000000' })]);
  const pods = await until(
    'the pods to wait for their image',
    async () => {
      const found = await plane.kube.list<Pod>('v1', 'Pod', { namespace });
      return found.length === 2 && found.every(({ status }) => status?.podIP) && found;
    },
    soon,
  );
  expect(pods.map(({ status }) => status?.phase)).toEqual(['Pending', 'Pending']);
  expect(JSON.stringify(pods[0]?.status)).toContain('ImagePullBackOff');
});

test('pods that somebody else plays are left alone', async () => {
  await plane.kube.apply([
    manifest('v1', 'Namespace', { name: 'apart' }, {}),
    deployment('apart', 'ours', { replicas: 1 }),
    deployment('apart', 'theirs', { replicas: 1 }),
  ]);
  const pods = await until(
    'the pod of KWOK to run',
    async () => {
      const found = await plane.kube.list<Pod>('v1', 'Pod', { namespace: 'apart' });
      const scheduled = found.filter(({ spec }) => spec.nodeName).length === 2;
      return scheduled && found.some(({ status }) => status?.phase === 'Running') && found;
    },
    soon,
  );
  const phases = pods.map(({ metadata, status }) => [metadata.labels?.app, status?.phase]);
  expect(Object.fromEntries(phases)).toEqual({ ours: 'Pending', theirs: 'Running' });
});

test('a claim is bound in the zone of its pod, and its volume goes with it', async () => {
  await plane.kube.apply([
    manifest(
      'storage.k8s.io/v1',
      'StorageClass',
      { name: 'gp3' },
      {
        provisioner: 'ebs.csi.aws.com',
        parameters: { type: 'gp3' },
        volumeBindingMode: 'WaitForFirstConsumer',
      },
    ),
    manifest(
      'v1',
      'PersistentVolumeClaim',
      { name: 'data', namespace },
      {
        spec: {
          storageClassName: 'gp3',
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '3Gi' } },
        },
      },
    ),
    manifest(
      'v1',
      'Pod',
      { name: 'database', namespace },
      {
        spec: {
          containers: [{ name: 'database', image: 'database:1.0.0' }],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
        },
      },
    ),
  ]);
  const pod = await until(
    'the pod to run',
    async () => {
      const found = await plane.kube.get<Pod>('v1', 'Pod', 'database', namespace);
      return found?.status?.phase === 'Running' && found;
    },
    soon,
  );
  const node = await plane.kube.get<Node>('v1', 'Node', pod.spec.nodeName ?? '');
  const volume = volumes.all().find(({ claim }) => claim === `${namespace}/data`);
  expect(volume?.zone).toBe(node?.metadata.labels?.['topology.kubernetes.io/zone']);
  await plane.kube.delete({ apiVersion: 'v1', kind: 'Pod', name: 'database', namespace });
  await plane.kube.delete({
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'data', namespace },
  });
  await until(
    'the volume to be gone',
    async () => (await plane.kube.list('v1', 'PersistentVolume')).length === 0,
    soon,
  );
  expect(volume?.goneAt).toBeDefined();
});

test('load that is steered makes a Deployment grow, its nodes with it, and both shrink', async () => {
  const behavior = { scaleDown: { stabilizationWindowSeconds: 0 } };
  const scaled = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const labels = { app: 'web' };
  const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } };
  await plane.kube.apply([
    deployment(namespace, 'web', { cpu: '800m' }),
    manifest(
      'policy/v1',
      'PodDisruptionBudget',
      { name: 'web', namespace },
      { spec: { maxUnavailable: 1, selector: { matchLabels: labels } } },
    ),
    manifest(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      { name: 'web', namespace },
      {
        spec: {
          ...{ minReplicas: 2, maxReplicas: 6, scaleTargetRef: scaled, behavior },
          metrics: [{ type: 'Resource', resource: cpu }],
        },
      },
    ),
  ]);
  await ready('web', 2);
  const before = nodes.size();
  metrics.setCpu({ namespace, labels }, (pods) => 2400 / pods);
  await ready('web', 6);
  expect(nodes.size()).toBeGreaterThan(before);
  metrics.setCpu({ namespace, labels }, 10);
  await ready('web', 2);
  await until(
    'the nodes to go',
    async () => nodes.size() <= before && autoscaler.scalings.some(({ type }) => type === 'down'),
    soon,
  );
  expect(autoscaler.scalings.some(({ type }) => type === 'up')).toBe(true);
  await ready('web', 2);
});

test('the cluster finds out by itself that a zone is lost, and its pods come back elsewhere', async () => {
  await plane.kube.apply([deployment(namespace, 'web', { cpu: '100m' })]);
  await ready('web', 2);
  const [pod] = await plane.kube.list<Pod>('v1', 'Pod', { namespace });
  const lost = nodes.machines().find(({ name }) => name === pod?.spec.nodeName);
  await nodes.loseZone(lost?.zone ?? '');
  await until(
    'the node to be unknown',
    async () => {
      const node = await plane.kube.get<Node>('v1', 'Node', lost?.name ?? '');
      return node?.status?.conditions?.some(
        ({ type, status }) => type === 'Ready' && status === 'Unknown',
      );
    },
    soon,
  );
  await nodes.replaceLost();
  const zoneOf = ({ spec }: Pod) =>
    nodes.machines().find(({ name }) => name === spec.nodeName)?.zone;
  await until(
    'all pods to run in other zones',
    async () => {
      const running = (await plane.kube.list<Pod>('v1', 'Pod', { namespace })).filter(
        ({ status }) => status?.phase === 'Running',
      );
      const seen = running.map(zoneOf);
      if (seen.length === 2 && !seen.includes(lost?.zone)) return true;
      throw new Error(seen.join(', '));
    },
    soon,
  );
  await ready('web', 2);
  nodes.recoverZone(lost?.zone ?? '');
});

test('two control planes run at once, and neither takes the credentials of the other', async () => {
  const other = await startControlPlane({ directory: join(directory, 'two'), engines });
  try {
    expect(other.server).not.toBe(plane.server);
    await other.kube.apply([manifest('v1', 'Namespace', { name: 'only-here' }, {})]);
    expect(await plane.kube.get('v1', 'Namespace', 'only-here')).toBeUndefined();
    expect((await stat(other.kubeconfigFile)).mode & 0o777).toBe(0o600);
    const config: { users: unknown } = JSON.parse(other.kubeconfig);
    const stranger = await openKube(
      JSON.stringify({ ...config, users: JSON.parse(plane.kubeconfig).users }),
    );
    await expect(stranger.list('v1', 'Namespace')).rejects.toThrow('Unauthorized');
    stranger.close();
  } finally {
    await other.close();
  }
  for (const { ended } of other.processes) expect(await ended).toBeDefined();
});

test('a program that does not start is reported with its log, and nothing is left', async () => {
  const broken = startControlPlane({
    directory: join(directory, 'three'),
    engines: { ...engines, 'kube-apiserver': process.execPath },
  });
  await expect(broken).rejects.toThrow(/kube-apiserver.*\n[\s\S]*bad option/);
});

test('nothing of it listens or talks beyond loopback', async () => {
  for (const { name, pid } of plane.processes) {
    const sockets = await socketsOf(pid);
    const beyond = sockets.filter(({ local, remote }) => !local || !remote);
    expect([name, beyond]).toEqual([name, []]);
    console.log(`${name}: ${await residentMib(pid)} MiB, ${sockets.length} TCP sockets`);
  }
});
