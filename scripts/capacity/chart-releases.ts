import type { GitOpsValues } from '@tidecast/platform/gitops/values';
import type { Application } from '../../charts/rendering/applications.ts';
import { argocdChart, argocdChartValues } from '../../infra/gitops/argocd-chart.ts';
import type { ChartRelease } from './read-chart-values.ts';

/** Every release of a third-party chart: those of Applications, and Argo CD's own. */
export function chartReleases(
  applications: readonly Application[],
  values: GitOpsValues,
): ChartRelease[] {
  const argocd = {
    name: 'argocd',
    version: argocdChart.version,
    // The sign-in settings make no difference to what runs.
    values: argocdChartValues(values, { issuer: '', clientId: '' }),
  };
  const foreign = applications
    .filter(({ spec }) => spec.source.chart)
    .map(({ metadata, spec: { source } }) => ({
      name: metadata.name,
      version: source.targetRevision,
      values: source.helm.valuesObject ?? {},
    }));
  return [argocd, ...foreign];
}
