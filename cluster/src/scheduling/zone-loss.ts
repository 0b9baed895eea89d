import { holds, type KubeObject, type Node, type Pod } from '../control-plane/kube-objects.ts';
import { until } from '../processes/until.ts';
import { startPodLog } from './pod-log.ts';
import { apiPods } from './workload-names.ts';
import type { World } from './world.ts';

/** What a lost zone did, by the order in which it happened. */
export interface ZoneLoss {
  readonly zone: string;
  readonly apiPodsInZone: number;
  /** Fewest pods of the API that were ready at any moment. */
  readonly leastReady: number;
  /** Milliseconds until the cluster knew that the nodes were away. */
  readonly noticedAfterMs: number;
  /** Milliseconds from the end of the machines until as many pods of the API ran as before. */
  readonly replacedAfterMs: number;
  /** What the scheduler said of Prometheus, whose volume is in the zone. */
  readonly prometheusSays: string;
  /** Nodes that were made meanwhile. */
  readonly nodesMade: number;
  /** Zone of Prometheus, once the zone was there again, and its volume. */
  readonly prometheusZone: string;
  readonly volumeKept: boolean;
}

interface Claim extends KubeObject {
  readonly spec: { readonly volumeName?: string };
}

/** Kubernetes waits for 50 s, and looks every few seconds. */
const noticeLimit = 180_000;
/** Milliseconds for pods to be collected whose node is no more (every 20 s, after 40 s), and run. */
const replaceLimit = 300_000;
const zoneLabel = 'topology.kubernetes.io/zone';
const prometheus = { namespace: 'monitoring', name: 'prometheus-kube-prometheus-stack-0' } as const;

/**
 * Loses the zone in which Prometheus keeps its volume, has the cloud end the lost machines, waits
 * until the API is whole again, and gives the zone back.
 */
export async function loseZoneOfPrometheus(world: World): Promise<ZoneLoss> {
  const { kube, nodes } = world;
  const before = await world.settle();
  const home = before.nodes.find(({ pods }) => pods.some(({ name }) => name === prometheus.name));
  if (!home) throw new Error('Prometheus is on no node');
  const { zone } = home;
  const lost = before.nodes.filter((node) => node.zone === zone).map(({ name }) => name);
  const volume = await volumeOf(world);
  const log = await startPodLog(kube);
  try {
    const whole = log.ready(apiPods);
    const least = log.watchLeast(apiPods);
    const machines = nodes.machines().length;
    const begun = performance.now();
    await nodes.loseZone(zone);
    await until(
      'the cluster to miss the nodes',
      async () => {
        const known = await kube.list<Node>('v1', 'Node');
        return known
          .filter(({ metadata }) => lost.includes(metadata.name))
          .every(({ status }) => !holds(status?.conditions, 'Ready'));
      },
      noticeLimit,
    );
    const noticedAfterMs = performance.now() - begun;
    const ended = performance.now();
    await nodes.replaceLost();
    await until('the API to be whole again', async () => log.ready(apiPods) >= whole, replaceLimit);
    const replacedAfterMs = performance.now() - ended;
    const prometheusSays = await until(
      'Prometheus to say why it waits',
      () => reasonOf(world),
      replaceLimit,
    );
    nodes.recoverZone(zone);
    const node = await until('Prometheus to run again', async () => nodeOf(world), replaceLimit);
    return {
      ...{ zone, noticedAfterMs, replacedAfterMs, prometheusSays },
      apiPodsInZone: before.nodes
        .filter((node) => node.zone === zone)
        .flatMap(({ pods }) => pods)
        .filter(({ workload }) => workload === apiPods.workload).length,
      leastReady: least(),
      nodesMade: nodes.machines().length - machines,
      prometheusZone: node.metadata.labels?.[zoneLabel] ?? '',
      volumeKept: volume === (await volumeOf(world)),
    };
  } finally {
    await log.close();
  }
}

/** Why the scheduler has no place for Prometheus. */
async function reasonOf({ kube }: World): Promise<string | undefined> {
  const pod = await kube.get<Pod>('v1', 'Pod', prometheus.name, prometheus.namespace);
  if (pod?.metadata.deletionTimestamp) return undefined;
  return pod?.status?.conditions?.find(({ reason }) => reason === 'Unschedulable')?.message;
}

async function nodeOf({ kube }: World): Promise<Node | undefined> {
  const pod = await kube.get<Pod>('v1', 'Pod', prometheus.name, prometheus.namespace);
  if (!pod?.spec.nodeName || !holds(pod.status?.conditions, 'Ready')) return undefined;
  return kube.get<Node>('v1', 'Node', pod.spec.nodeName);
}

async function volumeOf({ kube }: World): Promise<string | undefined> {
  const claims = await kube.list<Claim>('v1', 'PersistentVolumeClaim', {
    namespace: prometheus.namespace,
  });
  return claims.find(({ metadata }) => metadata.name.endsWith(prometheus.name))?.spec.volumeName;
}
