import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Closers } from '../../../local/src/start/closers.ts';
import { readDefinitions } from '../admission/definitions.ts';
import { type Autoscaler, startAutoscaler } from '../cloud/autoscaler.ts';
import { type Metrics, startMetrics } from '../cloud/metrics.ts';
import { type Nodes, startNodes } from '../cloud/nodes.ts';
import { startPrometheusOperator } from '../cloud/prometheus-operator.ts';
import { startVolumes } from '../cloud/volumes.ts';
import { startControlPlane } from '../control-plane/control-plane.ts';
import type { Kube } from '../control-plane/kube.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';
import { prepareDefinitions } from '../engines/definitions.ts';
import { type EngineOptions, prepareEngines } from '../engines/engines.ts';
import { until } from '../processes/until.ts';
import { type Arrangement, arrangement } from './arrangement.ts';
import { autoscalerFlags } from './autoscaler-flags.ts';
import { putPlatform } from './platform-on-cluster.ts';
import { platformSteps } from './platform-steps.ts';
import { booting, restlessness } from './restlessness.ts';
import type { StackPlatform } from './stack-platform.ts';
import { apiPods } from './workload-names.ts';

export interface WorldOptions extends EngineOptions {
  readonly platform: StackPlatform;
  /** Nodes at the start; as many as the platform has at least, if it is not said. */
  readonly startNodes?: number;
  /** Seconds from the order of a machine to its first pod. */
  readonly bootSeconds: number;
  /** Seconds between two looks of the cluster's autoscaler, 10 if it is not said, as in AWS. */
  readonly scanSeconds?: number;
  /** Seconds between two looks of the HPA, 15 if it is not said, as in Kubernetes. */
  readonly autoscalingSeconds?: number;
  /** Milliseconds from a pod's place on a node to its being ready; none if it is not said. */
  readonly podReadyMs?: number;
  /** What an object is before it comes; nothing to leave it out. As the tree has it if not said. */
  readonly change?: (object: KubeObject) => KubeObject | undefined;
}

/** A cluster with the platform on it, and real machinery that decides where pods go. */
export interface World {
  readonly kube: Kube;
  readonly nodes: Nodes;
  readonly autoscaler: Autoscaler;
  readonly metrics: Metrics;
  look(): Promise<Arrangement>;
  /**
   * Waits until no pod moves any more: all that can run do, and for the rest there is neither room
   * nor another node.
   */
  settle(): Promise<Arrangement>;
  /** Has the API's autoscaler ask for no fewer pods than these. */
  scaleApi(replicas: number): Promise<void>;
  close(): Promise<void>;
}

/** Definitions of what pods are made of; there are more, and larger ones. */
const operated = new Set(
  ['prometheuses', 'alertmanagers'].map((name) => `${name}.monitoring.coreos.com`),
);
const region = 'ap-northeast-2';
/** Milliseconds for pods to find their places, besides the boot of nodes, one after the other. */
const settleLimit = 240_000;
const apiScaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  name: apiPods.workload,
  namespace: apiPods.namespace,
} as const;

/** Starts a cluster, puts the platform on it, and waits until it is at rest. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { platform, bootSeconds, scanSeconds = 10, podReadyMs = 0, report } = options;
  const { change = (object) => object, signal } = options;
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-scheduling-'));
  const closers = new Closers();
  closers.add(() => rm(directory, { recursive: true, force: true }));
  try {
    const engines = await prepareEngines(
      ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'],
      options,
    );
    const definitions = await prepareDefinitions(options);
    const plane = closers.keep(
      await startControlPlane({
        directory,
        engines,
        // Which image it is makes no difference here, and the tree may name one that is not yet made.
        pods: { readyAfterMs: podReadyMs, missingImages: '^$' },
        ...(options.autoscalingSeconds !== undefined && {
          autoscalingSeconds: options.autoscalingSeconds,
        }),
        ...(signal && { signal }),
      }),
    );
    const { kube } = plane;
    const read = await readDefinitions([definitions.prometheusOperator]);
    await kube.apply(read.filter(({ metadata }) => operated.has(metadata.name)));
    const { min, max, instanceType } = platform.nodes;
    const nodes = closers.keep(
      await startNodes(kube, {
        group: {
          name: 'tidecast',
          instanceType,
          ...{ min, max, region, zones: ['a', 'b', 'c'].map((zone) => region + zone) },
        },
        size: options.startNodes ?? min,
        bootSeconds,
        report,
      }),
    );
    closers.keep(await startVolumes(kube, { report }));
    closers.keep(startPrometheusOperator(kube, { report }));
    const metrics = closers.keep(await startMetrics(plane));
    const autoscaler = closers.keep(
      startAutoscaler(kube, nodes, { ...autoscalerFlags(platform.root), scanSeconds, report }),
    );
    const steps = (await platformSteps(platform)).map(({ what, objects }) => ({
      what,
      objects: objects.flatMap((object) => change(object) ?? []),
    }));
    const limitMs = settleLimit + (max - min + 1) * bootSeconds * 1000;
    await putPlatform(kube, steps, { limitMs, ...(signal && { signal }) });
    const look = () => arrangement(kube);
    const world: World = {
      ...{ kube, nodes, autoscaler, metrics, look },
      close: () => closers.close(),
      settle: () =>
        until(
          'every pod to have its place',
          async () => {
            if (booting(nodes) > 0) throw new Error(`${booting(nodes)} nodes boot`);
            const seen = await look();
            const restless = await restlessness(kube, seen, nodes);
            if (restless !== undefined) throw new Error(restless);
            return seen;
          },
          limitMs,
          signal,
        ),
      async scaleApi(replicas) {
        await kube.patch(apiScaler, { spec: { minReplicas: replicas } });
      },
    };
    await world.settle();
    return world;
  } catch (error) {
    await closers.close();
    throw error;
  }
}
