import {
  type Application,
  isApplication,
  renderApplication,
} from '../../../charts/rendering/applications.ts';
import { render } from '../../../charts/rendering/helm.ts';
import { standInCharts } from '../charts/pack-chart.ts';
import { eksAddons } from '../cloud/eks-addons.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';
import type { StackPlatform } from './stack-platform.ts';

/** Objects that come together, after those of the steps before run. */
export interface PlatformStep {
  readonly what: string;
  readonly objects: readonly KubeObject[];
}

/** Kinds that have a say in where pods go, and those without which there are no pods. */
const decisive = new Set([
  ...['Namespace', 'PriorityClass', 'StorageClass', 'ServiceAccount', 'Service', 'Secret'],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'Prometheus', 'Alertmanager'],
  ...['HorizontalPodAutoscaler', 'PodDisruptionBudget', 'APIService'],
]);
const ofCluster = new Set(['Namespace', 'PriorityClass', 'StorageClass', 'APIService']);

/**
 * Everything of a stack that decides where pods go, in the order in which it comes to an empty
 * cluster: EKS's add-ons, what Pulumi makes with Argo CD's own release, then wave by wave what Argo CD
 * makes. Charts of others are rendered from their stand-ins.
 */
export async function platformSteps(platform: StackPlatform): Promise<PlatformStep[]> {
  const { argocd, objects, root } = platform;
  const waves = Map.groupBy(root, waveOf);
  const steps: PlatformStep[] = [
    { what: 'what Pulumi makes', objects },
    { what: "EKS's add-ons", objects: eksAddons() },
    {
      what: 'Argo CD',
      objects: decisiveOf(
        await render(new URL(`${argocd.chart}/`, standInCharts), argocd, argocd.values),
        argocd.namespace,
      ),
    },
  ];
  for (const wave of [...waves.keys()].sort((a, b) => a - b)) {
    const manifests = waves.get(wave) ?? [];
    const children = await Promise.all(manifests.filter(isApplication).map(objectsOf));
    steps.push({
      what: `wave ${wave}`,
      objects: [...decisiveOf(manifests, 'argocd'), ...children.flat()],
    });
  }
  return steps.filter((step) => step.objects.length > 0);
}

async function objectsOf(application: Application): Promise<KubeObject[]> {
  const { source, destination } = application.spec;
  const { releaseName, valuesObject = {} } = source.helm;
  const release = { name: releaseName, namespace: destination.namespace };
  const manifests = source.chart
    ? await render(new URL(`${source.chart}/`, standInCharts), release, valuesObject)
    : await renderApplication(application);
  return decisiveOf(manifests, destination.namespace);
}

/** Those that say nothing of a namespace are in that of their release. */
function decisiveOf(manifests: readonly KubeObject[], namespace: string): KubeObject[] {
  return manifests
    .filter(({ kind }) => decisive.has(kind))
    .map((object) =>
      ofCluster.has(object.kind)
        ? object
        : { ...object, metadata: { namespace, ...object.metadata } },
    );
}

function waveOf({ metadata: { annotations } }: KubeObject): number {
  return Number(annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
}
