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
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
  };
}

const controllers = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

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
      ({ kind, metadata }) => controllers.has(kind) && !metadata.annotations?.[ignoredHealth],
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
  const { observedGeneration = 0, ...status } = found?.status ?? {};
  if (!found || observedGeneration < (found.metadata.generation ?? 0)) return false;
  return kind === 'DaemonSet'
    ? status.numberReady === status.desiredNumberScheduled
    : (status.readyReplicas ?? 0) === (found.spec?.replicas ?? 1);
}
