import type { Kube } from '../control-plane/kube.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';
import { until } from '../processes/until.ts';
import type { PlatformStep } from './platform-steps.ts';

export interface PutOptions {
  /** Milliseconds in which what a step brings must run. */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

interface Controller extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
  };
}

/** Kinds of which pods are made, and how many of them there must be that are ready. */
const controllers: Readonly<Record<string, (found: Controller) => boolean>> = {
  Deployment: hasReadyReplicas,
  StatefulSet: hasReadyReplicas,
  DaemonSet: ({ status }) =>
    status?.numberReady !== undefined && status.numberReady === status.desiredNumberScheduled,
  // The operator makes their StatefulSets a little later.
  Prometheus: hasAvailableReplicas,
  Alertmanager: hasAvailableReplicas,
};

/** Argo CD does not wait for what bears it. */
const ignoredHealth = 'argocd.argoproj.io/ignore-healthcheck';

/**
 * Puts a platform on a cluster as Pulumi and Argo CD do, but without them: step by step, and each when
 * what the one before brought runs.
 *
 * @throws Error that names what does not run in time
 */
export async function putPlatform(
  kube: Kube,
  steps: readonly PlatformStep[],
  { limitMs, signal }: PutOptions,
): Promise<void> {
  for (const { what, objects } of steps) {
    await kube.apply(objects);
    const awaited = objects.filter(
      ({ kind, metadata }) => kind in controllers && !metadata.annotations?.[ignoredHealth],
    );
    await until(
      what,
      async () => {
        for (const object of awaited) {
          const { kind, metadata } = object;
          if (!(await runs(kube, object))) throw new Error(`${kind} ${metadata.name} is not ready`);
        }
        return true;
      },
      limitMs,
      signal,
    );
  }
}

async function runs(kube: Kube, { apiVersion, kind, metadata }: KubeObject): Promise<boolean> {
  const found = await kube.get<Controller>(apiVersion, kind, metadata.name, metadata.namespace);
  if (!found) return false;
  const { generation = 0 } = found.metadata;
  const seen = found.status?.observedGeneration ?? generation;
  return seen >= generation && controllers[kind]?.(found) === true;
}

function hasReadyReplicas({ spec, status }: Controller): boolean {
  return (status?.readyReplicas ?? 0) === (spec?.replicas ?? 1);
}

function hasAvailableReplicas({ spec, status }: Controller): boolean {
  return (status?.availableReplicas ?? 0) === (spec?.replicas ?? 1);
}
