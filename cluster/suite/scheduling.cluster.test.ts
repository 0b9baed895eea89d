/**
 * Where pods go, decided by the real scheduler, HPA, preemption and PodDisruptionBudgets, with the
 * whole platform on nodes as EKS makes them. Nodes boot in seconds here, and what else takes minutes
 * is shortened: `npm run bench -- cluster` measures with the times of AWS. Asserted are counts and
 * orders, never times.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { capacity } from '../../scripts/capacity/capacity.ts';
import { type NodeLimits, readPlatform } from '../../scripts/capacity/platform.ts';
import type { Arrangement } from '../src/scheduling/arrangement.ts';
import { withoutPlatformPriority } from '../src/scheduling/changes.ts';
import { crowdPrometheus } from '../src/scheduling/crowding.ts';
import { drainAllOfApi } from '../src/scheduling/drains.ts';
import { quickScaler, steerLoad } from '../src/scheduling/hpa.ts';
import { measureSpike, type Spike } from '../src/scheduling/spike.ts';
import { measureSpikeCase, spikeCases, spikeName } from '../src/scheduling/spike-cases.ts';
import { type StackPlatform, stackPlatform } from '../src/scheduling/stack-platform.ts';
import { apiPods, pausePods } from '../src/scheduling/workload-names.ts';
import { startWorld, type World, type WorldOptions } from '../src/scheduling/world.ts';
import { loseZoneOfPrometheus } from '../src/scheduling/zone-loss.ts';
import { figures, seconds } from './steps/figures.ts';

/** Seconds that a node boots here. */
const bootSeconds = 4;
/** Milliseconds for the HPA, whose windows are of seconds here, on cores that others want too. */
const stepsLimit = 400_000;
const table = figures(`Scheduling: nodes boot in ${bootSeconds} s here`);

let prod: StackPlatform;
let world: World | undefined;
beforeAll(async () => {
  prod = await stackPlatform('prod');
});
afterEach(async () => {
  await world?.close();
  world = undefined;
});
afterAll(() => table.print());

function options(more: Partial<WorldOptions> = {}): WorldOptions {
  return {
    ...{ platform: prod, bootSeconds, scanSeconds: 1, autoscalingSeconds: 1 },
    report: (line) => void process.stdout.write(`${line}\n`),
    ...more,
  };
}

async function start(more: Partial<WorldOptions> = {}): Promise<World> {
  world = await startWorld(options(more));
  return world;
}

function count({ nodes }: Arrangement, { workload }: { readonly workload: string }): number {
  return nodes.flatMap(({ pods }) => pods).filter((pod) => pod.workload === workload).length;
}

/** What the capacity model says of nodes like the platform's. */
async function modelOf({ nodes: { instanceType, ...limits } }: StackPlatform) {
  return capacity(await readPlatform(limits), instanceType, limits);
}

function told({ readyAfterMs, atOnce, nodesBefore, nodesAfter, waiting }: Spike): string {
  const at = (nth: number) => `${seconds(readyAfterMs[nth - 1] ?? 0)}`;
  return [
    atOnce > 0 ? `${atOnce} at once (${at(atOnce)})` : 'none at once',
    `${readyAfterMs.length} after ${at(readyAfterMs.length)}`,
    `nodes ${nodesBefore} → ${nodesAfter}`,
    ...(waiting > 0 ? [`${waiting} wait`] : []),
  ].join('; ');
}

describe('a spike', () => {
  test.each(spikeCases.map((spikeCase) => ({ ...spikeCase, name: spikeName(spikeCase) })))(
    '$name',
    async ({ to, paused, name }) => {
      const spike = await measureSpikeCase({ to, paused }, options());
      table.add(name, told(spike));
      const { atRest } = await modelOf(prod);
      const room = atRest.spike.free + (paused ? atRest.spike.displacing : 0);
      expect(spike).toMatchObject({
        from: 2,
        atOnce: Math.min(to - 2, room),
        waiting: 0,
      });
      expect(new Set(spike.pushedOut)).toEqual(new Set(paused ? [pausePods.workload] : []));
      expect(spike.readyAfterMs).toHaveLength(to - 2);
      expect(spike.nodesAfter).toBeGreaterThan(spike.nodesBefore);
    },
  );
});

describe('npm run capacity', () => {
  /** What the model says of a stack, beside what is so. */
  async function compare(platform: StackPlatform, until: number, startNodes?: number) {
    const model = await modelOf(platform);
    const { kube, ...live } = await start({
      platform,
      ...(startNodes !== undefined && { startNodes }),
    });
    const rest = await live.settle();
    const rows = [];
    for (let replicas = 3; replicas <= until; replicas += 1) {
      await live.scaleApi(replicas);
      const seen = await live.settle();
      rows.push({
        replicas,
        nodes: seen.nodes.length,
        held: count(seen, pausePods),
        waiting: seen.waiting.filter(({ workload }) => workload === apiPods.workload).length,
      });
    }
    return { model, rest, rows };
  }

  test.each(['dev', 'prod'] as const)(
    'is right about every number of pods on %s',
    async (stack) => {
      const platform = stack === 'prod' ? prod : await stackPlatform(stack);
      const { model, rest, rows } = await compare(platform, 12);
      expect(rest.nodes).toHaveLength(model.atRest.nodes.length);
      expect(rest.waiting).toEqual([]);
      expect(model.atRest.waiting).toEqual([]);
      const said = model.needed.slice(1).map(({ least: _, ...row }) => row);
      expect(rows).toEqual(said);
      table.add(`${stack}, at rest`, `${rest.nodes.length} nodes`);
      for (const { replicas, nodes, held, waiting } of rows)
        table.add(
          `  ${replicas} pods of the API`,
          `${nodes} nodes, ${held} pause pods, ${waiting} of the API wait`,
        );
    },
  );

  test('is right about the minimum, and about what waits there', async () => {
    const limits: NodeLimits = { min: prod.nodes.min, max: prod.nodes.min };
    const { model, rest, rows } = await compare(await stackPlatform('prod', limits), 3);
    expect(rest.nodes).toHaveLength(limits.min);
    expect(rest.waiting).toHaveLength(model.minimum.waiting.length);
    expect(rows[0]?.waiting).toBe(model.needed[1]?.waiting);
    table.add(`on the minimum of ${limits.min} nodes`, `${rest.waiting.length} pods wait`);
  });

  test('is right that pods which come to more nodes spread over them', async () => {
    const { model, rest } = await compare(prod, 0, (await modelOf(prod)).atRest.nodes.length);
    expect(rest.nodes).toHaveLength(model.spread.nodes.length);
    expect(rest.nodes.length).toBeGreaterThan(model.atRest.nodes.length);
    expect(count(rest, pausePods)).toBe(1);
    table.add(
      `when all pods come to ${model.atRest.nodes.length} nodes at once`,
      `${rest.nodes.length} nodes`,
    );
  });

  test('is right about more nodes at least', async () => {
    const { model, rest, rows } = await compare(
      await stackPlatform('prod', { min: 3, max: 12 }),
      5,
    );
    expect(rest.nodes).toHaveLength(model.atRest.nodes.length);
    expect(rows).toEqual(model.needed.slice(1, 4).map(({ least: _, ...row }) => row));
    table.add('3 nodes at least, at rest', `${rest.nodes.length} nodes`);
  });
});

describe('whom a crowd of viewers pushes out', () => {
  test('of a node of the platform: before the platform had a priority, the platform', async () => {
    const crowding = await crowdPrometheus(await start({ change: withoutPlatformPriority }));
    table.add('a pod of the API on a full node, before', crowding.pushedOut.join(', '));
    expect(crowding.placed).toBe(true);
    expect(crowding.pushedOut).not.toEqual([]);
    expect(crowding.pushedOut).not.toContain(pausePods.workload);
  });

  test('now nobody: it waits for another node', async () => {
    const crowding = await crowdPrometheus(await start());
    table.add('a pod of the API on a full node, now', 'pushes out nobody');
    expect(crowding).toEqual({ placed: false, pushedOut: [] });
  });

  test('where the platform is spread over three nodes: pause pods', async () => {
    const spike = await measureSpike(await start({ startNodes: 3 }), 12);
    table.add('pushed out by 2→12 from three nodes', spike.pushedOut.join(', '));
    table.add('  2→12', told(spike));
    expect(new Set(spike.pushedOut)).toEqual(new Set([pausePods.workload]));
  });
});

describe('the pods of the API', () => {
  test('stand on different nodes in different zones, and go one at a time', async () => {
    const live = await start({ podReadyMs: 3000 });
    const rest = await live.look();
    const homes = rest.nodes.filter(({ pods }) =>
      pods.some(({ workload }) => workload === apiPods.workload),
    );
    expect(homes).toHaveLength(2);
    expect(new Set(homes.map(({ zone }) => zone)).size).toBe(2);

    const drains = await drainAllOfApi(live);
    table.add(
      'both nodes of the API drained at once',
      `never fewer than ${drains.leastReady} ready; ${drains.refused} evictions refused; ${seconds(drains.tookMs)}`,
    );
    expect(drains.nodes).toHaveLength(2);
    // One of two may be away (charts/api, disruptionBudget.maxUnavailable).
    expect(drains.leastReady).toBeGreaterThanOrEqual(1);
    expect(drains.refused).toBeGreaterThan(0);
  });

  test('follow the load from 2 to 12 and back', async () => {
    const live = await start({ change: quickScaler });
    // More than twelve pods would carry by half of their 800m each.
    const up = await steerLoad(live, 16 * 400, 12, stepsLimit);
    const crowded = await live.settle();
    const down = await steerLoad(live, 2 * 100, 2, stepsLimit);
    table.add('HPA, load for twelve', up.map(({ replicas }) => replicas).join(', '));
    table.add('HPA, load for two', down.map(({ replicas }) => replicas).join(', '));
    expect(count(crowded, apiPods)).toBe(12 - ((await modelOf(prod)).needed.at(-1)?.waiting ?? 0));
    for (const [index, { replicas }] of up.slice(1).entries())
      expect(replicas).toBeLessThanOrEqual(
        Math.max(2 * (up[index]?.replicas ?? 0), (up[index]?.replicas ?? 0) + 2),
      );
    expect(down.map(({ replicas }) => replicas)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  });

  test('outlive the loss of a zone; Prometheus waits for its volume', async () => {
    const live = await start();
    const loss = await loseZoneOfPrometheus(live);
    table.add('a zone is lost: noticed after', seconds(loss.noticedAfterMs));
    table.add('  pods of the API in it, fewest ready', `${loss.apiPodsInZone}, ${loss.leastReady}`);
    table.add('  API whole again after its machines ended', seconds(loss.replacedAfterMs));
    table.add('  Prometheus waits', loss.prometheusSays);
    table.add('  nodes made until it ran again', String(loss.nodesMade));
    expect(loss.apiPodsInZone).toBeLessThan(2);
    expect(loss.leastReady).toBe(2 - loss.apiPodsInZone);
    expect(loss.prometheusSays).toMatch(/volume.*node affinity|node affinity.*volume/i);
    expect(loss.prometheusZone).toBe(loss.zone);
    expect(loss.volumeKept).toBe(true);
  });
});
