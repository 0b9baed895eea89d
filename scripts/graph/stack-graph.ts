import type { RecordedResource, Recording } from '../../infra/recording/recorder.ts';
import { kinds } from './kinds.ts';

/** A component of the stack and its contents. */
export interface ComponentNode {
  /** Its class, by which it can be found under infra/. */
  readonly name: string;
  /** Its contents, such as `3 NAT gateways`: the most telling kinds, in their order. */
  readonly contents: readonly string[];
  /** Number of resources in it, without components. */
  readonly size: number;
  /** Whether our own code runs in it. */
  readonly runs: boolean;
}

/** `to` needs something of `from`. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

export interface StackGraph {
  readonly nodes: readonly ComponentNode[];
  /** Without arrows implied by others. */
  readonly arrows: readonly Arrow[];
}

const rootType = 'tidecast:index:Tidecast';
/** Lines in a box at most. */
const maxContents = 6;
/** With fewer lines than this, fillers are shown too. */
const fewContents = 2;

/**
 * The components directly under the root of a recorded stack, and what each needs of the others.
 *
 * @throws Error if there is no root, or if components depend on each other in a circle
 */
export function stackGraph({ resources }: Recording): StackGraph {
  const root = resources.find(({ type }) => type === rootType);
  if (!root) throw new Error(`the recording has no ${rootType}`);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const owner = (urn: string | undefined): RecordedResource | undefined => {
    const resource = byUrn.get(urn ?? '');
    return resource && resource.parent !== root.urn ? owner(resource.parent) : resource;
  };
  const components = resources.filter(({ parent }) => parent === root.urn);
  const needs = new Map(components.map((component) => [nameOf(component), new Set<string>()]));
  for (const resource of resources) {
    const needer = owner(resource.urn);
    for (const urn of needer ? resource.dependsOn : []) {
      const needed = owner(urn);
      if (needer && needed && needed !== needer) needs.get(nameOf(needer))?.add(nameOf(needed));
    }
  }
  return {
    nodes: components.map((component) =>
      describe(
        component,
        resources.filter(({ urn }) => owner(urn) === component),
      ),
    ),
    arrows: reduced(needs),
  };
}

function nameOf({ type }: RecordedResource): string {
  return type.slice(type.lastIndexOf(':') + 1);
}

function describe(
  component: RecordedResource,
  members: readonly RecordedResource[],
): ComponentNode {
  const own = members.filter(({ type }) => !/^(tidecast|eks):/.test(type));
  const found = Object.entries(kinds)
    .map(([type, kind]) => ({ kind, count: own.filter((one) => one.type === type).length }))
    .filter(({ count }) => count > 0);
  const telling = found.filter(({ kind }) => !kind.filler);
  return {
    name: nameOf(component),
    contents: (telling.length < fewContents ? found : telling)
      .slice(0, maxContents)
      .map(({ kind, count }) => `${count} ${count === 1 ? kind.one : kind.many}`),
    size: own.length,
    runs: found.some(({ kind }) => kind.runs),
  };
}

/** Removes implied dependencies: if C needs B and B needs A, that C needs A. */
function reduced(needs: ReadonlyMap<string, ReadonlySet<string>>): Arrow[] {
  const all = (name: string, path: readonly string[] = []): Set<string> => {
    if (path.includes(name)) throw new Error(`in a circle: ${[...path, name].join(' needs ')}`);
    const direct = [...(needs.get(name) ?? [])];
    return new Set([...direct, ...direct.flatMap((one) => [...all(one, [...path, name])])]);
  };
  return [...needs].flatMap(([to, direct]) => {
    all(to);
    return [...direct]
      .filter((from) => ![...direct].some((other) => other !== from && all(other).has(from)))
      .sort()
      .map((from) => ({ from, to }));
  });
}
