import { type Layers, type Link, linksOf } from './layers.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

export interface Placement extends Size {
  /** By slot; boxes of passing arrows have no height. */
  readonly boxes: ReadonlyMap<string, Box>;
}

export interface Spacing {
  /** Around everything. */
  readonly margin: number;
  /** Between columns. */
  readonly column: number;
  /** Between boxes of a column. */
  readonly row: number;
}

const sweeps = 40;

/** Gives every slot its place: in its column, and as level with its neighbours as there is room. */
export function place(
  { columns, routes }: Layers,
  sizeOf: (node: string) => Size,
  spacing: Spacing,
): Placement {
  const links = linksOf(routes);
  const heightOf = (node: string | undefined) => (node === undefined ? 0 : sizeOf(node).height);
  const widths = columns.map((column) =>
    Math.max(...column.map(({ node }) => (node === undefined ? 0 : sizeOf(node).width))),
  );
  const rows = columns.map((column) => ({
    ids: column.map(({ id }) => id),
    apart: column.map(({ node }, row) => {
      const above = column[row - 1];
      return above ? (heightOf(above.node) + heightOf(node)) / 2 + spacing.row : 0;
    }),
  }));
  const middles = level(rows, links);

  const boxes = new Map<string, Box>();
  let x = spacing.margin;
  columns.forEach((column, index) => {
    const width = widths[index] ?? 0;
    for (const { id, node } of column) {
      const height = heightOf(node);
      boxes.set(id, { x, y: (middles.get(id) ?? 0) - height / 2, width, height });
    }
    x += width + spacing.column;
  });
  const top = Math.min(...[...boxes.values()].map(({ y }) => y));
  const bottom = Math.max(...[...boxes.values()].map(({ y, height }) => y + height));
  return {
    boxes: new Map(
      [...boxes].map(([id, box]) => [id, { ...box, y: box.y - top + spacing.margin }]),
    ),
    width: x - spacing.column + spacing.margin,
    height: bottom - top + 2 * spacing.margin,
  };
}

interface Row {
  readonly ids: readonly string[];
  /** How far below the one before it the middle of each must be at least. */
  readonly apart: readonly number[];
}

/** Middles of all slots, by sweeping to and fro and drawing each towards its neighbours. */
function level(rows: readonly Row[], links: readonly Link[]): Map<string, number> {
  const middles = new Map<string, number>();
  for (const { ids, apart } of rows) {
    const total = apart.reduce((sum, gap) => sum + gap, 0);
    let y = -total / 2;
    ids.forEach((id, index) => {
      y += apart[index] ?? 0;
      middles.set(id, y);
    });
  }
  /** Undefined where nothing draws it. */
  const average = (id: string) => {
    const near = links.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []));
    if (near.length === 0) return undefined;
    return near.reduce((sum, one) => sum + (middles.get(one) ?? 0), 0) / near.length;
  };
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const order = sweep % 2 === 0 ? rows : [...rows].reverse();
    for (const { ids, apart } of order) {
      const wanted: number[] = [];
      ids.forEach((id, index) => {
        wanted.push(average(id) ?? (wanted[index - 1] ?? 0) + (apart[index] ?? 0));
      });
      keepApart(wanted, apart).forEach((y, index) => {
        middles.set(ids[index] ?? '', y);
      });
    }
  }
  return middles;
}

/**
 * The places nearest to the wanted ones, by the sum of squares, that keep order and distance:
 * isotonic regression by pooling what gets into each other's way.
 */
export function keepApart(wanted: readonly number[], apart: readonly number[]): number[] {
  let offset = 0;
  const offsets = wanted.map((_, index) => {
    offset += apart[index] ?? 0;
    return offset;
  });
  const pools: { sum: number; count: number }[] = [];
  wanted.forEach((place, index) => {
    pools.push({ sum: place - (offsets[index] ?? 0), count: 1 });
    for (;;) {
      const [upper, lower] = pools.slice(-2);
      if (!upper || !lower || upper.sum / upper.count < lower.sum / lower.count) break;
      pools.splice(-2, 2, { sum: upper.sum + lower.sum, count: upper.count + lower.count });
    }
  });
  return pools
    .flatMap(({ sum, count }) => Array<number>(count).fill(sum / count))
    .map((place, index) => place + (offsets[index] ?? 0));
}
