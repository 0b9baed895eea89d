import type { Deployment, KubeObject } from '../control-plane/kube-objects.ts';
import { until } from '../processes/until.ts';
import { apiPods } from './workload-names.ts';
import type { World } from './world.ts';

/** A number of pods that the HPA asked for. */
export interface ScaleStep {
  /** Milliseconds since the load changed. */
  readonly afterMs: number;
  readonly replicas: number;
}

/**
 * Shares a load among the API's pods, and follows what its autoscaler asks for until that is a number.
 *
 * @param millicores - of all pods together
 * @returns each number that it asked for, in turn
 */
export async function steerLoad(
  { kube, metrics }: World,
  millicores: number,
  replicas: number,
  limitMs: number,
): Promise<ScaleStep[]> {
  const steps: ScaleStep[] = [];
  const begun = performance.now();
  const { namespace, workload: name } = apiPods;
  const watching = await kube.watch<Deployment>(
    'apps/v1',
    'Deployment',
    { namespace },
    ({ object }) => {
      const wanted = object.spec.replicas ?? 1;
      if (object.metadata.name !== name || steps.at(-1)?.replicas === wanted) return;
      steps.push({ afterMs: performance.now() - begun, replicas: wanted });
    },
  );
  try {
    const labels = { 'app.kubernetes.io/name': name };
    metrics.setCpu({ namespace, labels }, (ready) => millicores / Math.max(1, ready));
    await until(
      `the HPA to ask for ${replicas} pods`,
      async () => steps.at(-1)?.replicas === replicas,
      limitMs,
    );
    return steps;
  } finally {
    await watching.close();
  }
}

/** The API's scaler with a second for each fifteen, and five for each minute, that it has. */
export function quickScaler(object: KubeObject): KubeObject {
  if (object.kind !== 'HorizontalPodAutoscaler') return object;
  return JSON.parse(
    JSON.stringify(object, (key, value) => {
      if (key === 'stabilizationWindowSeconds' && value === 300) return 10;
      if (key === 'periodSeconds') return value === 60 ? 4 : 1;
      return value;
    }),
  );
}
