import { markdownTable } from '../cost/markdown-table.ts';
import { type Capacity, capacity, nodeMaker, podOf, roomFor } from './capacity.ts';
import { allocatable, nodeTypes } from './node-types.ts';
import { free, type Node } from './pack.ts';
import type { NodeLimits, Platform } from './platform.ts';

/** What nodes hold and how many it takes, as Markdown; the parts after the first are for one type. */
export function capacityReport(platform: Platform, type: string, limits: NodeLimits): string {
  const found = capacity(platform, type, limits);
  return [
    '### What a node holds',
    nodeTable(platform),
    'CPU in thousandths of a core, memory in MiB. What runs on every node is taken off already:\n' +
      `${platform.daemons.map(({ name }) => name).join(', ')}.`,
    '### What runs',
    workloadTable(platform),
    `### At rest, on ${type}`,
    restTable(platform, found),
    restNotes(platform, found, limits),
    `### Nodes that the API needs, of ${limits.max} at most`,
    neededTable(found, limits),
    'Anew: all pods put in order again. Grown: pods stay where they are, and nodes come as they are\n' +
      'missed, which is what happens under load; beyond the maximum, replicas wait. With room: the\n' +
      'pause pods have theirs besides; beyond the maximum, none is held.',
  ].join('\n\n');
}

function nodeTable(platform: Platform): string {
  const { api, pause } = platform;
  const rows = Map.groupBy(nodeTypes, (type) => JSON.stringify(allocatable(type)));
  const whole = [...rows.values()].map((types) => ({
    types,
    node: nodeMaker(platform, types[0] ?? '')(0),
  }));
  return markdownTable(
    ['type', 'CPU', 'memory', 'pods', 'of the API', 'pause pods', 'CPU left beside those'],
    whole.map(({ types, node }) => {
      const left = free(node);
      const pausing = roomFor(podOf(pause), [node]);
      return [
        types.join(', '),
        ...figures(left.cpu, left.memory, left.pods, roomFor(podOf(api), [node]), pausing),
        String(left.cpu - pausing * pause.requests.cpu),
      ];
    }),
  );
}

function workloadTable({ daemons, services, api, pause }: Platform): string {
  const all = [...daemons, ...services, api, pause];
  return markdownTable(
    ['workload', 'pods', 'CPU of each', 'memory of each'],
    all.map(({ name, kind, replicas, requests }) => [
      name,
      kind === 'DaemonSet' ? 'every node' : String(replicas),
      ...figures(requests.cpu, requests.memory),
    ]),
  );
}

function restTable({ api, pause }: Platform, { atRest }: Capacity): string {
  const count = ({ pods }: Node, name: string) =>
    pods.filter(({ workload }) => workload === name).length;
  return markdownTable(
    ['node', 'of the API', 'pause pods', 'all pods', 'CPU free', 'memory free', 'pods free'],
    atRest.map((node, index) => {
      const left = free(node);
      return [
        `${index + 1}, in zone ${node.zone}`,
        ...figures(count(node, api.name), count(node, pause.name), node.pods.length),
        ...figures(left.cpu, left.memory, left.pods),
      ];
    }),
  );
}

function restNotes(
  { api, pause }: Platform,
  { minimum, atRest, spike }: Capacity,
  { min }: NodeLimits,
): string {
  const pending = minimum.pending.map(({ workload }) => workload);
  return [
    pending.length === 0
      ? `All but the pause pods fit on the minimum of ${min} nodes.`
      : `The minimum of ${min} nodes has no room for ${pending.join(', ')}.`,
    `The room that is held (${pause.replicas} of the pause pods) makes it ${atRest.length} nodes.`,
    `A spike places ${spike.free + spike.displacing} pods of the API at once beside the ${api.replicas} that run:`,
    `${spike.free} where room is free, ${spike.displacing} where pause pods give way.`,
  ].join('\n');
}

function neededTable({ needed }: Capacity, { max }: NodeLimits): string {
  const figure = (nodes: number) => (nodes > max ? `**${nodes}, too many**` : String(nodes));
  return markdownTable(
    ['replicas', 'anew', 'grown', 'with room'],
    needed.map(({ replicas, packed, grown, withRoom }) => [
      String(replicas),
      ...[packed, grown, withRoom].map(figure),
    ]),
  );
}

function figures(...values: readonly number[]): string[] {
  return values.map(String);
}
