import { startPodLog } from './pod-log.ts';
import { apiPods, pausePods } from './workload-names.ts';
import type { World } from './world.ts';

/** What came of a number of the API's pods that was asked for at once. */
export interface Spike {
  readonly from: number;
  readonly to: number;
  /** Milliseconds after which each pod more was ready, the quickest first. */
  readonly readyAfterMs: readonly number[];
  /** How many of them were ready before a new node took any pod. */
  readonly atOnce: number;
  /** How many still had no room when nothing moved any more. */
  readonly waiting: number;
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  /** Whose pods had to make room, one entry for each. */
  readonly pushedOut: readonly string[];
  /** Pause pods that have room in the end. */
  readonly held: number;
}

/** Asks for more pods of the API, and waits until nothing moves any more. */
export async function measureSpike(world: World, to: number): Promise<Spike> {
  const before = await world.settle();
  const log = await startPodLog(world.kube);
  try {
    const from = log.ready(apiPods);
    const known = new Set(log.lives().map(({ name }) => name));
    const begun = performance.now();
    await world.scaleApi(to);
    const after = await world.settle();
    const come = log
      .lives()
      .filter(({ name, workload }) => workload === apiPods.workload && !known.has(name))
      .flatMap(({ readyAt }) => (readyAt === undefined ? [] : [readyAt - begun]))
      .sort((a, b) => a - b);
    const newNodes = world.nodes
      .machines()
      .filter(({ orderedAt }) => orderedAt > begun)
      .flatMap(({ readyAt }) => (readyAt === undefined ? [] : [readyAt - begun]));
    const firstNode = Math.min(Number.POSITIVE_INFINITY, ...newNodes);
    return {
      ...{ from, to, readyAfterMs: come },
      atOnce: come.filter((ms) => ms < firstNode).length,
      waiting: after.waiting.filter(({ workload }) => workload === apiPods.workload).length,
      nodesBefore: before.nodes.length,
      nodesAfter: after.nodes.length,
      pushedOut: await log.pushedOut(),
      held: after.nodes
        .flatMap(({ pods }) => pods)
        .filter(({ workload }) => workload === pausePods.workload).length,
    };
  } finally {
    await log.close();
  }
}
