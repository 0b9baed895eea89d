import type { ApplicationStatus } from '../../src/argocd/applications.ts';
import { seconds } from './figures.ts';
import type { Sighting, Sightings } from './sightings.ts';

type Seen = Sightings<ApplicationStatus>;

/** Applications of a wave, with when the first came and when the last was well. */
export interface Wave {
  readonly wave: number;
  readonly names: readonly string[];
  readonly made: Sighting<ApplicationStatus>;
  /** Absent while one of them has never been Synced and Healthy. */
  readonly well: Sighting<ApplicationStatus> | undefined;
}

/** The waves of the children, the first first. */
export function wavesOf(seen: Seen): Wave[] {
  const names = new Map<number, string[]>();
  for (const name of seen.names()) {
    const wave = seen.of(name)[0]?.state.wave;
    if (wave !== undefined) names.set(wave, [...(names.get(wave) ?? []), name]);
  }
  return [...names]
    .sort(([one], [other]) => one - other)
    .flatMap(([wave, members]) => {
      const made = earliest(members.flatMap((name) => seen.of(name).slice(0, 1)));
      const firsts = members.map((name) => seen.of(name).find(({ state }) => isWell(state)));
      const well = firsts.every((first) => first !== undefined) ? latest(firsts) : undefined;
      return made ? [{ wave, names: members, made, well }] : [];
    });
}

/** Where a wave was begun before the one ahead of it was well: a sentence each. */
export function wavesTooEarly(seen: Seen): string[] {
  return wavesOf(seen).flatMap((wave, index, waves) => {
    const before = waves[index - 1];
    if (!before || (before.well && before.well.order < wave.made.order)) return [];
    return [`wave ${wave.wave} was begun before ${before.names.join(', ')} were well`];
  });
}

/** Where something of a wave went before all of the wave after it had gone: a sentence each. */
export function wavesGoneTooEarly(seen: Seen): string[] {
  return wavesOf(seen).flatMap((wave, index, waves) => {
    const after = waves[index + 1];
    if (!after) return [];
    const last = latest(after.names.flatMap((name) => seen.gone(name) ?? []));
    const stayed = after.names.filter((name) => !seen.gone(name));
    const early = wave.names.filter((name) => {
      const leaves = seen.of(name).find(({ state }) => state.leaving) ?? seen.gone(name);
      return leaves && (stayed.length > 0 || (last && leaves.order < last.order));
    });
    return early.map((name) => `${name} went before ${after.names.join(', ')} had gone`);
  });
}

/** When each wave was well, from the first sight of the first on. */
export function describeWaves(seen: Seen): string {
  const waves = wavesOf(seen);
  const begun = waves[0]?.made.at ?? 0;
  return waves
    .map(({ wave, well }) => (well ? `${wave}: ${seconds(well.at - begun)}` : `${wave}: never`))
    .join(', ');
}

function isWell({ sync, health }: ApplicationStatus): boolean {
  return sync === 'Synced' && health === 'Healthy';
}

type Ordered = { readonly order: number };

function earliest<T extends Ordered>(sightings: readonly T[]): T | undefined {
  return [...sightings].sort((one, other) => one.order - other.order)[0];
}

function latest<T extends Ordered>(sightings: readonly T[]): T | undefined {
  return [...sightings].sort((one, other) => other.order - one.order)[0];
}
