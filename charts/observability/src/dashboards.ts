import type { Dashboard, DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { apiDashboard } from './dashboards/api.ts';
import { liveDashboard } from './dashboards/live.ts';
import { namespacesDashboard } from './dashboards/namespaces.ts';
import { nodesDashboard } from './dashboards/nodes.ts';
import { pipelineDashboard } from './dashboards/pipeline.ts';
import { scalingDashboard } from './dashboards/scaling.ts';

/** Every dashboard, by the name of its file. */
export const dashboards: Readonly<Record<string, () => DashboardBuilder>> = {
  api: apiDashboard,
  live: liveDashboard,
  namespaces: namespacesDashboard,
  nodes: nodesDashboard,
  pipeline: pipelineDashboard,
  scaling: scalingDashboard,
};

/** A dashboard as Grafana reads it: the same text for the same dashboard, always. */
export function render(build: () => DashboardBuilder): string {
  return `${JSON.stringify(withPanelIds(build().build()), null, 2)}\n`;
}

/** Grafana would number panels by itself, but not the same ones alike after each change. */
function withPanelIds(dashboard: Dashboard): Dashboard {
  const panels = dashboard.panels?.map((panel, index) => ({ ...panel, id: index + 1 }));
  return { ...dashboard, ...(panels && { panels }) };
}
