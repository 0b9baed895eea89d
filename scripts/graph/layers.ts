import type { Arrow } from './stack-graph.ts';

/** A component, or the place where an arrow passes through a column that it does not end in. */
export interface Slot {
  readonly id: string;
  /** Absent where an arrow passes. */
  readonly node?: string;
}

/** A piece of an arrow, from a slot to one in the next column. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

export interface Layers {
  /** From left to right; slots from top to bottom. */
  readonly columns: readonly (readonly Slot[])[];
  /** The slots of each arrow, from its beginning to its end. */
  readonly routes: readonly (readonly string[])[];
}

const sweeps = 24;

/**
 * Puts everything to the right of what it needs, in an order that lets few arrows cross
 * (K. Sugiyama and others, "Methods for Visual Understanding of Hierarchical System Structures",
 * 1981). The same graph always gives the same columns.
 */
export function layer(nodes: readonly string[], arrows: readonly Arrow[]): Layers {
  const columnOf = new Map<string, number>();
  const depth = (node: string): number => {
    const known = columnOf.get(node);
    if (known !== undefined) return known;
    const needed = arrows.filter(({ to }) => to === node).map(({ from }) => depth(from) + 1);
    const found = Math.max(0, ...needed);
    columnOf.set(node, found);
    return found;
  };
  const count = Math.max(0, ...nodes.map(depth)) + 1;
  const columns: Slot[][] = Array.from({ length: count }, () => []);
  const isAlone = (node: string) => !arrows.some(({ from, to }) => from === node || to === node);
  for (const node of nodes.filter((one) => !isAlone(one)))
    columns[depth(node)]?.push({ id: node, node });

  const routes = arrows.map(({ from, to }) => {
    const route = [from];
    for (let column = depth(from) + 1; column < depth(to); column++) {
      const id = `${from} to ${to} at ${column}`;
      columns[column]?.push({ id });
      route.push(id);
    }
    return [...route, to];
  });
  const [first = [], ...others] = untangled(columns, linksOf(routes));
  const alone = nodes.filter(isAlone).map((node) => ({ id: node, node }));
  return { columns: [[...first, ...alone], ...others], routes };
}

export function linksOf(routes: readonly (readonly string[])[]): Link[] {
  return routes.flatMap((route) =>
    route.slice(1).map((to, index) => ({ from: route[index] ?? '', to })),
  );
}

/** How often links cross between neighbouring columns. */
export function crossings(columns: readonly (readonly Slot[])[], links: readonly Link[]): number {
  const rank = ranks(columns);
  const spans = links.map(({ from, to }) => [rank.get(from), rank.get(to)] as const);
  let count = 0;
  spans.forEach(([a, b], index) => {
    for (const [c, d] of spans.slice(index + 1)) {
      if (!a || !b || !c || !d || a.column !== c.column) continue;
      if ((a.row - c.row) * (b.row - d.row) < 0) count++;
    }
  });
  return count;
}

function untangled(columns: readonly (readonly Slot[])[], links: readonly Link[]) {
  let best = columns;
  let current = columns;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    current = sortedByNeighbours(current, links, sweep % 2 === 0);
    current = swapped(current, links);
    if (crossings(current, links) < crossings(best, links)) best = current;
  }
  return best;
}

/** One sweep: each slot goes where its neighbours in the column before (or after) are on average. */
function sortedByNeighbours(
  columns: readonly (readonly Slot[])[],
  links: readonly Link[],
  forward: boolean,
) {
  const result = columns.map((column) => [...column]);
  const order = result.map((_, index) => (forward ? index : result.length - 1 - index));
  for (const index of order) {
    const rank = ranks(result);
    const weight = ({ id }: Slot) => {
      const rows = links
        .filter((link) => (forward ? link.to : link.from) === id)
        .map((link) => rank.get(forward ? link.from : link.to)?.row ?? 0);
      if (rows.length === 0) return rank.get(id)?.row ?? 0;
      return rows.reduce((sum, row) => sum + row, 0) / rows.length;
    };
    const column = result[index] ?? [];
    const weighed = column.map((slot) => ({ slot, weight: weight(slot) }));
    result[index] = weighed.sort((a, b) => a.weight - b.weight).map(({ slot }) => slot);
  }
  return result;
}

/** Swaps neighbours in a column for as long as that takes crossings away. */
function swapped(columns: readonly (readonly Slot[])[], links: readonly Link[]) {
  let result = columns;
  let before = Number.POSITIVE_INFINITY;
  while (crossings(result, links) < before) {
    before = crossings(result, links);
    columns.forEach((column, index) => {
      for (let row = 1; row < column.length; row++) {
        const tried = result.map((slots, at) => (at === index ? swap(slots, row) : slots));
        if (crossings(tried, links) < crossings(result, links)) result = tried;
      }
    });
  }
  return result;
}

function swap(slots: readonly Slot[], row: number): Slot[] {
  const copy = [...slots];
  copy.splice(row - 1, 2, ...slots.slice(row - 1, row + 1).reverse());
  return copy;
}

function ranks(columns: readonly (readonly Slot[])[]) {
  return new Map(
    columns.flatMap((slots, column) => slots.map(({ id }, row) => [id, { column, row }] as const)),
  );
}
