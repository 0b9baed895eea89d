import {
  type Application,
  isApplication,
  renderApplication,
  rootChart,
} from '../../charts/rendering/applications.ts';
import { gitOpsValues } from '../../charts/rendering/gitops-values.ts';
import { type Manifest, render } from '../../charts/rendering/helm.ts';
import { configSchema } from '../../infra/config-schema.ts';
import { chartReleases } from './chart-releases.ts';
import { eksWorkloads } from './eks-workloads.ts';
import { readChartValues } from './read-chart-values.ts';
import { renderedWorkloads, scaling } from './rendered-workloads.ts';
import { thirdPartyCharts } from './third-party-charts.ts';
import type { Workload } from './workload.ts';

/** Everything that runs in the cluster, by its role in scaling. */
export interface Platform {
  /** What runs on every node. */
  readonly daemons: readonly Workload[];
  /** All others, in the order in which their pods arrive at the first start. */
  readonly arrivals: readonly Workload[];
  readonly api: Workload;
  /** Maximum number of replicas that the API's autoscaler may request. */
  readonly maxReplicas: number;
  /** The pods that reserve capacity and give way to the API. */
  readonly pause: Workload;
}

/** Minimum and maximum number of nodes. */
export interface NodeLimits {
  readonly min: number;
  readonly max: number;
}

const { nodeMin, nodeMax, nodeInstanceType } = configSchema.shape;

/** The nodes of a stack that does not configure them. */
export const defaultNodes: { readonly type: string; readonly limits: NodeLimits } = {
  type: nodeInstanceType.parse(undefined),
  limits: { min: nodeMin.parse(undefined), max: nodeMax.parse(undefined) },
};

/**
 * Reads what runs: our charts as rendered, third-party charts by the values that we set, and EKS's
 * own.
 *
 * @throws Error if a third-party chart is not understood: see `readChartValues`
 */
export async function readPlatform(nodes: NodeLimits): Promise<Platform> {
  const base = gitOpsValues('prod');
  const values = { ...base, cluster: { ...base.cluster, nodes } };
  const root = await render(rootChart, { name: 'tidecast', namespace: 'argocd' }, values);
  const applications = root.filter(isApplication).sort((a, b) => waveOf(a) - waveOf(b));
  const releases = chartReleases(applications, values);
  const foreign = (name: string) =>
    releases
      .filter((release) => release.name === name)
      .flatMap((release) => readChartValues(release, thirdPartyCharts));

  const own = new Map<string, readonly Manifest[]>();
  // EKS's add-ons come before Argo CD, and Argo CD before what it creates, wave by wave.
  const all = [...eksWorkloads, ...foreign('argocd')];
  for (const application of applications) {
    const { name } = application.metadata;
    if (application.spec.source.path) own.set(name, await renderApplication(application));
    all.push(...renderedWorkloads(own.get(name) ?? []), ...foreign(name));
  }
  const api = onlyWorkload('api', own);
  return {
    daemons: all.filter(({ kind }) => kind === 'DaemonSet'),
    arrivals: all.filter(({ kind, replicas }) => kind !== 'DaemonSet' && replicas > 0),
    api,
    maxReplicas: scaling(api.name, own.get('api') ?? [])?.max ?? api.replicas,
    pause: onlyWorkload('overprovisioner', own),
  };
}

/** Argo CD creates lower waves first. */
function waveOf({ metadata: { annotations } }: Application): number {
  return Number(annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
}

function onlyWorkload(
  application: string,
  rendered: ReadonlyMap<string, readonly Manifest[]>,
): Workload {
  const [workload, ...more] = renderedWorkloads(rendered.get(application) ?? []);
  if (!workload || more.length > 0)
    throw new Error(`Application ${application} should have one workload`);
  return workload;
}
