import { expect, test } from '@jest/globals';
import { layOut, type Rectangle } from './layout.ts';

const size = { width: 100, height: 50 };
const boxes = new Map(['late', 'early', 'middle', 'alone'].map((name) => [name, size]));
const lines = [
  { from: 'early', to: 'middle', label: { text: 'first', width: 40, height: 17 } },
  { from: 'middle', to: 'late' },
  { from: 'early', to: 'late' },
];

const placing = { direction: 'right', near: 'beginning' } as const;

test('everything stands to the right of what leads to it, and nothing on anything else', async () => {
  const layout = await layOut(boxes, lines, placing);
  const placed = [...layout.boxes];
  expect(placed.map(([name]) => name)).toEqual([...boxes.keys()]);
  const at = (name: string): Rectangle => layout.boxes.get(name) ?? { x: NaN, y: NaN, ...size };
  for (const { from, to } of lines) expect(at(to).x).toBeGreaterThan(at(from).x + size.width);
  for (const [one, a] of placed)
    for (const [other, b] of placed)
      expect([one, other, one !== other && overlap(a, b)]).toEqual([one, other, false]);
});

test('lines lead from the side of a box to the side of a box, and carry their labels between', async () => {
  const layout = await layOut(boxes, lines, placing);
  layout.lines.forEach(({ start, curves }, index) => {
    const { from, to } = lines[index] ?? { from: '', to: '' };
    const [source, target] = [layout.boxes.get(from), layout.boxes.get(to)];
    expect(start.x).toBeCloseTo((source?.x ?? NaN) + size.width);
    expect(curves.at(-1)?.[2].x).toBeCloseTo(target?.x ?? NaN);
  });
  const label = layout.lines[0]?.label;
  expect(label?.x).toBeGreaterThan((layout.boxes.get('early')?.x ?? NaN) + size.width);
  expect(label?.x).toBeLessThan(layout.boxes.get('middle')?.x ?? NaN);
});

test('a line to a box that is not there is refused', async () => {
  await expect(layOut(boxes, [{ from: 'early', to: 'nowhere' }], placing)).rejects.toThrow(
    'nowhere',
  );
});

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
