import { expect, test } from '@jest/globals';
import { crossings, layer, linksOf } from './layers.ts';
import { keepApart, place } from './place.ts';
import type { Arrow } from './stack-graph.ts';

/** Graphs without circles, the same in every run (a linear congruential generator). */
const graphs = Array.from({ length: 40 }, (_, seed) => {
  let state = seed + 1;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const nodes = Array.from({ length: 4 + Math.floor(random() * 12) }, (_item, at) => `n${at}`);
  const arrows = nodes.flatMap((to, index) =>
    nodes.slice(0, index).flatMap((from): Arrow[] => (random() < 0.2 ? [{ from, to }] : [])),
  );
  return { nodes, arrows };
});
const size = { width: 100, height: 60 };
const spacing = { margin: 20, column: 40, row: 16 };

test.each(graphs)('every arrow leads to the right, and no box lies on another', (graph) => {
  const layers = layer(graph.nodes, graph.arrows);
  const { boxes, width, height } = place(layers, () => size, spacing);
  const box = (id: string) => {
    const found = boxes.get(id);
    if (!found) throw new Error(`${id} has no place`);
    return found;
  };
  for (const { from, to } of graph.arrows) expect(box(from).x + size.width).toBeLessThan(box(to).x);
  for (const column of layers.columns) {
    column.slice(1).forEach(({ id }, index) => {
      const above = box(column[index]?.id ?? '');
      expect(box(id).y).toBeGreaterThanOrEqual(above.y + above.height + spacing.row - 1e-6);
    });
  }
  for (const name of graph.nodes) {
    const { x, y } = box(name);
    expect(x).toBeGreaterThanOrEqual(spacing.margin);
    expect(y).toBeGreaterThanOrEqual(spacing.margin - 1e-6);
    expect(x + size.width).toBeLessThanOrEqual(width - spacing.margin + 1e-6);
    expect(y + size.height).toBeLessThanOrEqual(height - spacing.margin + 1e-6);
  }
  expect(layer(graph.nodes, graph.arrows)).toEqual(layers);
});

test('untangles what can be untangled', () => {
  const arrows = [
    { from: 'a', to: 'z' },
    { from: 'b', to: 'y' },
    { from: 'c', to: 'x' },
  ];
  const { columns, routes } = layer(['a', 'b', 'c', 'x', 'y', 'z'], arrows);
  expect(crossings(columns, linksOf(routes))).toBe(0);
});

test('an arrow past a column gets a slot of its own there', () => {
  const arrows = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'a', to: 'c' },
  ];
  const { columns, routes } = layer(['a', 'b', 'c'], arrows);
  expect(columns.map((column) => column.length)).toEqual([1, 2, 1]);
  expect(routes.map((route) => route.length)).toEqual([2, 2, 3]);
});

test.each([
  { wanted: [0, 10, 20], apart: [0, 5, 5], placed: [0, 10, 20] },
  { wanted: [0, 0], apart: [0, 10], placed: [-5, 5] },
  { wanted: [10, 0, 50], apart: [0, 10, 10], placed: [0, 10, 50] },
])('places $wanted, $apart apart, at $placed', ({ wanted, apart, placed }) => {
  expect(keepApart(wanted, apart)).toEqual(placed);
});
