import type { Dashboard, DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { apiDashboard } from './api.ts';
import { liveDashboard } from './live.ts';
import { namespacesDashboard } from './namespaces.ts';
import { nodesDashboard } from './nodes.ts';
import { pipelineDashboard } from './pipeline.ts';
import { scalingDashboard } from './scaling.ts';

/** Every dashboard, by the name of its file. */
export const dashboards: Readonly<Record<string, () => DashboardBuilder>> = {
  api: apiDashboard,
  live: liveDashboard,
  namespaces: namespacesDashboard,
  nodes: nodesDashboard,
  pipeline: pipelineDashboard,
  scaling: scalingDashboard,
};

/** A dashboard as JSON for Grafana; the same dashboard always gives the same text. */
export function render(build: () => DashboardBuilder): string {
  return `${JSON.stringify(withPanelIds(build().build()), null, 2)}\n`;
}

/** Grafana would number panels itself, but not consistently across changes. */
function withPanelIds(dashboard: Dashboard): Dashboard {
  const panels = dashboard.panels?.map((panel, index) => ({ ...panel, id: index + 1 }));
  return { ...dashboard, ...(panels && { panels }) };
}
