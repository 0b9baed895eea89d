import { withoutPausePods } from './changes.ts';
import { measureSpike, type Spike } from './spike.ts';
import { startWorld, type WorldOptions } from './world.ts';

/** A spike from the two pods that there always are. */
export interface SpikeCase {
  readonly to: number;
  /** Whether there are pause pods. */
  readonly paused: boolean;
}

/** Those that are set side by side. */
export const spikeCases: readonly SpikeCase[] = [
  { to: 4, paused: true },
  { to: 4, paused: false },
  { to: 8, paused: true },
  { to: 8, paused: false },
];

export function spikeName({ to, paused }: SpikeCase): string {
  return `spike 2→${to} ${paused ? 'with' : 'without'} pause pods`;
}

/** Measures a spike on a cluster of its own, which has just come to rest. */
export async function measureSpikeCase(
  { to, paused }: SpikeCase,
  options: WorldOptions,
): Promise<Spike> {
  const world = await startWorld({ ...options, ...(!paused && { change: withoutPausePods }) });
  try {
    return await measureSpike(world, to);
  } finally {
    await world.close();
  }
}
