import { capacity } from '../../../scripts/capacity/capacity.ts';
import { readPlatform } from '../../../scripts/capacity/platform.ts';
import type { Arrangement } from '../../src/scheduling/arrangement.ts';
import type { StackPlatform } from '../../src/scheduling/stack-platform.ts';
import type { WorkloadName } from '../../src/scheduling/workload-names.ts';
import { startWorld, type World, type WorldOptions } from '../../src/scheduling/world.ts';

/** Seconds that a node boots here. */
export const bootSeconds = 4;

/** Clusters with the platform on them, one at a time, with short waiting times. */
export interface Worlds {
  /** How one is started. @param more - what is to be otherwise */
  options(more?: Partial<WorldOptions>): WorldOptions;
  start(more?: Partial<WorldOptions>): Promise<World>;
  /** Ends the one that runs. */
  close(): Promise<void>;
}

/** @param platform - what they have unless it is said otherwise */
export function quickWorlds(platform: StackPlatform): Worlds {
  let world: World | undefined;
  const options = (more: Partial<WorldOptions> = {}): WorldOptions => ({
    ...{ platform, bootSeconds, scanSeconds: 1, autoscalingSeconds: 1 },
    report: (line) => void process.stdout.write(`${line}\n`),
    ...more,
  });
  return {
    options,
    async start(more) {
      world = await startWorld(options(more));
      return world;
    },
    async close() {
      await world?.close();
      world = undefined;
    },
  };
}

/** How many pods of a workload are on nodes. */
export function count({ nodes }: Arrangement, { workload }: WorkloadName): number {
  return nodes.flatMap(({ pods }) => pods).filter((pod) => pod.workload === workload).length;
}

/** What the capacity model says of nodes like the platform's. */
export async function modelOf({ nodes: { instanceType, ...limits } }: StackPlatform) {
  return capacity(await readPlatform(limits), instanceType, limits);
}
