import { markdownTable } from '../cost/markdown-table.ts';
import { type Capacity, capacity, count, nodeMaker, podOf, type Rest } from './capacity.ts';
import { allocatable, nodeTypes } from './node-types.ts';
import { free, roomFor } from './pack.ts';
import type { NodeLimits, Platform } from './platform.ts';

/**
 * What nodes hold and how many are needed, as Markdown; the sections after the first are for one
 * type.
 */
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
    restTable(platform, found.atRest),
    restNotes(platform, found, limits),
    spreadNotes(platform, found),
    `### Nodes that the API needs, of ${limits.max} at most`,
    neededTable(found, limits),
    'Least: as few as would do if all pods were put in order anew, which nobody does. Nodes: as they\n' +
      'come under load, from rest on, where pods stay where they are; the pause pods have room on\n' +
      'them, or have given way. Waiting: replicas without room.',
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

function workloadTable({ daemons, arrivals }: Platform): string {
  const all = [...daemons, ...arrivals];
  return markdownTable(
    ['workload', 'pods', 'CPU of each', 'memory of each'],
    all.map(({ name, kind, replicas, requests }) => [
      name,
      kind === 'DaemonSet' ? 'every node' : String(replicas),
      ...figures(requests.cpu, requests.memory),
    ]),
  );
}

function restTable({ api, pause }: Platform, { nodes }: Rest): string {
  return markdownTable(
    ['node', 'of the API', 'pause pods', 'all pods', 'CPU free', 'memory free', 'pods free'],
    nodes.map((node, index) => {
      const left = free(node);
      return [
        `${index + 1}, in zone ${node.zone}`,
        ...figures(count(api, [node]), count(pause, [node]), node.pods.length),
        ...figures(left.cpu, left.memory, left.pods),
      ];
    }),
  );
}

function restNotes(
  { api, pause }: Platform,
  { minimum, atRest }: Capacity,
  { min }: NodeLimits,
): string {
  const waiting = minimum.waiting.map(({ workload }) => workload);
  return [
    'As the scheduler puts pods where they come one after the other at the first start.',
    waiting.length === 0
      ? `All but the pause pods fit on the minimum of ${min} nodes.`
      : `The minimum of ${min} nodes has no room for ${waiting.join(', ')}.`,
    `The room that is held (${pause.replicas} of the pause pods) makes it ${atRest.nodes.length} nodes.`,
    `A spike places ${spikeText(atRest, api.replicas)}`,
  ].join('\n');
}

function spreadNotes({ api }: Platform, { atRest, spread }: Capacity): string {
  return [
    `Pods that come anew onto these ${atRest.nodes.length} nodes, as when nodes are replaced, spread over all of them:`,
    `then it is ${spread.nodes.length} nodes, with the room that is held; and a spike places`,
    spikeText(spread, api.replicas),
  ].join('\n');
}

function spikeText({ spike: { free, displacing } }: Rest, running: number): string {
  return [
    `${free + displacing} pods of the API at once beside the ${running} that run:`,
    `${free} where room is free, ${displacing} where pause pods give way.`,
  ].join('\n');
}

function neededTable({ needed }: Capacity, { max }: NodeLimits): string {
  const least = (nodes: number) => (nodes > max ? `**${nodes}, too many**` : String(nodes));
  return markdownTable(
    ['replicas', 'least', 'nodes', 'pause pods', 'waiting'],
    needed.map((row) => [
      String(row.replicas),
      least(row.least),
      ...figures(row.nodes, row.held, row.waiting),
    ]),
  );
}

function figures(...values: readonly number[]): string[] {
  return values.map(String);
}
