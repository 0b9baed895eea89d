import { steerLoad } from '../../cluster/src/scheduling/hpa.ts';
import type { Spike } from '../../cluster/src/scheduling/spike.ts';
import {
  measureSpikeCase,
  spikeCases,
  spikeName,
} from '../../cluster/src/scheduling/spike-cases.ts';
import { stackPlatform } from '../../cluster/src/scheduling/stack-platform.ts';
import { startWorld, type WorldOptions } from '../../cluster/src/scheduling/world.ts';
import type { Figure } from './figure.ts';

/** As an AL2023 node of EKS takes, from the order to its first pod. */
const bootSeconds = 60;
/** Seconds in which what a spike needs should run where room was held: the HPA looks every 15 s. */
const atOnceGoal = 20;
/** Thousandths of a core that sixteen pods would use at the HPA's goal of half of 800. */
const crowd = 16 * 400;
/** Milliseconds for the HPA, which looks every 15 s and doubles at most. */
const hpaLimit = 600_000;

/**
 * How soon pods run that a crowd needs: on the real scheduler, controllers and HPA, with the pod
 * starting at once where it has a place, and nodes that boot for a minute.
 */
export async function benchCluster(): Promise<Figure[]> {
  const options: WorldOptions = {
    platform: await stackPlatform('prod'),
    bootSeconds,
    report: (line) => console.error(line),
  };
  const figures: Figure[] = [];
  for (const spikeCase of spikeCases)
    figures.push(...spikeFigures(spikeName(spikeCase), await measureSpikeCase(spikeCase, options)));
  return [...figures, ...(await hpaFigures(options))];
}

function spikeFigures(name: string, spike: Spike): Figure[] {
  const { readyAfterMs, atOnce, from, to, nodesBefore, nodesAfter, waiting } = spike;
  const last = (count: number) => (readyAfterMs[count - 1] ?? 0) / 1000;
  const nodes = `${nodesBefore} nodes, then ${nodesAfter}; a new one boots for ${bootSeconds} s`;
  return [
    {
      name: `${name}: pods more that run before a new node`,
      value: atOnce,
      unit: '',
      note: atOnce > 0 ? `the last of them after ${last(atOnce).toFixed(1)} s` : nodes,
    },
    {
      name: `${name}: all ${to - from - waiting} run after`,
      value: last(readyAfterMs.length),
      unit: 's',
      ...(atOnce === to - from && { goal: { atMost: atOnceGoal } }),
      note: nodes,
    },
  ];
}

async function hpaFigures(options: WorldOptions): Promise<Figure[]> {
  const world = await startWorld(options);
  try {
    const steps = await steerLoad(world, crowd, 12, hpaLimit);
    await world.settle();
    return [
      {
        name: 'load for more than 12 pods: the HPA asks for all 12 after',
        value: (steps.at(-1)?.afterMs ?? 0) / 1000,
        unit: 's',
        note: steps.map(({ replicas }) => replicas).join(', '),
      },
    ];
  } finally {
    await world.close();
  }
}
