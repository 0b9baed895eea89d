import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Query } from './queries.ts';

/** Columns of Grafana's grid. */
const columns = 24;

/** The tag of every dashboard, by which they link to each other. */
const tag = 'tidecast';

export interface DashboardText {
  /** Part of its address; must never change. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
}

/** An empty dashboard of ours. */
export function dashboard({ uid, title, description }: DashboardText): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([tag])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder('Dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .keepTime(true),
    );
}

export interface PanelText {
  readonly title: string;
  /** What it shows, and what its values mean. */
  readonly description: string;
  /** Grafana's name of the unit. */
  readonly unit: string;
  /** Panels of the same kind in one line. */
  readonly abreast: 1 | 2 | 3 | 4 | 6;
}

export interface GraphOptions extends PanelText {
  /** Whether the series add up to something. */
  readonly stacked?: boolean;
  readonly max?: number;
}

/** Values over time. */
export function graph(options: GraphOptions, queries: readonly [Query, ...Query[]]): GraphBuilder {
  const { title, description, unit, abreast, stacked, max } = options;
  const panel = new GraphBuilder()
    .title(title)
    .description(description)
    .datasource(queries[0].source)
    .span(columns / abreast)
    .height(8)
    .unit(unit)
    .min(0)
    .lineWidth(1)
    .fillOpacity(stacked ? 30 : 10)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    );
  if (stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (max !== undefined) panel.max(max);
  return withQueries(panel, queries);
}

/** The current value, with its history in the background. */
export function figure(options: PanelText, query: Query): StatBuilder {
  const { title, description, unit, abreast } = options;
  const panel = new StatBuilder()
    .title(title)
    .description(description)
    .datasource(query.source)
    .span(columns / abreast)
    .height(4)
    .unit(unit)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false));
  return withQueries(panel, [query]);
}

function withQueries<Panel extends GraphBuilder | StatBuilder>(
  panel: Panel,
  queries: readonly Query[],
): Panel {
  queries.forEach(({ target }, index) => {
    panel.withTarget(target.refId(String.fromCharCode('A'.charCodeAt(0) + index)));
  });
  return panel;
}
