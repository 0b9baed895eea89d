/**
 * Where pods go, decided by the real scheduler, HPA, preemption and PodDisruptionBudgets, with the
 * whole platform on nodes as EKS makes them. Nodes boot in seconds here, and what else takes minutes
 * is shortened: `npm run bench -- cluster` measures with the times of AWS. Asserted are counts and
 * orders, never times.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { withoutPlatformPriority } from '../src/scheduling/changes.ts';
import { crowdPrometheus } from '../src/scheduling/crowding.ts';
import { drainAllOfApi } from '../src/scheduling/drains.ts';
import { quickScaler, steerLoad } from '../src/scheduling/hpa.ts';
import { measureSpike, type Spike } from '../src/scheduling/spike.ts';
import { measureSpikeCase, spikeCases, spikeName } from '../src/scheduling/spike-cases.ts';
import { type StackPlatform, stackPlatform } from '../src/scheduling/stack-platform.ts';
import { apiPods, pausePods } from '../src/scheduling/workload-names.ts';
import { loseZoneOfPrometheus } from '../src/scheduling/zone-loss.ts';
import { figures, seconds } from './steps/figures.ts';
import { bootSeconds, count, modelOf, quickWorlds, type Worlds } from './steps/quick-worlds.ts';

/** Milliseconds for the HPA, whose windows are of seconds here, on cores that others want too. */
const stepsLimit = 400_000;
const table = figures(`Scheduling: nodes boot in ${bootSeconds} s here`);

let prod: StackPlatform;
let worlds: Worlds;
beforeAll(async () => {
  prod = await stackPlatform('prod');
  worlds = quickWorlds(prod);
});
afterEach(() => worlds.close());
afterAll(() => table.print());

function summaryOf({ readyAfterMs, atOnce, nodesBefore, nodesAfter, waiting }: Spike): string {
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
      const spike = await measureSpikeCase({ to, paused }, worlds.options());
      table.add(name, summaryOf(spike));
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

describe('whom a crowd of viewers pushes out', () => {
  test('of a node of the platform: before the platform had a priority, the platform', async () => {
    const crowding = await crowdPrometheus(await worlds.start({ change: withoutPlatformPriority }));
    table.add('a pod of the API on a full node, before', crowding.pushedOut.join(', '));
    expect(crowding.placed).toBe(true);
    expect(crowding.pushedOut).not.toEqual([]);
    expect(crowding.pushedOut).not.toContain(pausePods.workload);
  });

  test('now nobody: it waits for another node', async () => {
    const crowding = await crowdPrometheus(await worlds.start());
    table.add('a pod of the API on a full node, now', 'pushes out nobody');
    expect(crowding).toEqual({ placed: false, pushedOut: [] });
  });

  test('where the platform is spread over three nodes: pause pods', async () => {
    const spike = await measureSpike(await worlds.start({ startNodes: 3 }), 12);
    table.add('pushed out by 2→12 from three nodes', spike.pushedOut.join(', '));
    table.add('  2→12', summaryOf(spike));
    expect(new Set(spike.pushedOut)).toEqual(new Set([pausePods.workload]));
  });
});

describe('the pods of the API', () => {
  test('stand on different nodes in different zones, and go one at a time', async () => {
    const live = await worlds.start({ podReadyMs: 3000 });
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
    const live = await worlds.start({ change: quickScaler });
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
    const live = await worlds.start();
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
