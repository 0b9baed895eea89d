import { type Application, isApplication } from '../../../charts/rendering/applications.ts';
import { gitOpsValues } from '../../../charts/rendering/gitops-values.ts';
import { render } from '../../../charts/rendering/helm.ts';
import { argocdChart } from '../../../infra/gitops/argocd-chart.ts';

/** A chart of others, in the version that the tree names. */
export interface ChartPin {
  /** Address of its repository, without a slash at the end. */
  readonly repository: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Every chart of others that the tree wants: those of the Applications, and Argo CD's own.
 *
 * @param rootChart - folder of the chart whose Applications count, with a slash at the end
 */
export async function chartPins(rootChart: URL): Promise<ChartPin[]> {
  // Who the stack is makes no difference to what it is made of.
  const release = { name: 'tidecast', namespace: 'argocd' };
  const manifests = await render(rootChart, release, gitOpsValues('prod'));
  return [
    { ...argocdChart, repository: plain(argocdChart.repository) },
    ...manifests.filter(isApplication).flatMap(pinOf),
  ];
}

function pinOf({ spec: { source } }: Application): ChartPin[] {
  const { chart, repoURL, targetRevision } = source;
  if (!chart) return [];
  return [{ repository: plain(repoURL), name: chart, version: targetRevision }];
}

function plain(address: string): string {
  return address.replace(/\/+$/, '');
}
