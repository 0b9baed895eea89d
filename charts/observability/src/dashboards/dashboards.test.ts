import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { dashboards, render } from './dashboards.ts';

const dashboardSchema = z.object({
  uid: z.string(),
  title: z.string(),
  panels: z.array(
    z.object({
      type: z.string(),
      id: z.number(),
      title: z.string(),
      description: z.string().optional(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ refId: z.string() })).optional(),
      fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }).optional(),
    }),
  ),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), query: z.unknown() })),
  }),
});

const read = Object.entries(dashboards).map(([name, build]) => ({
  name,
  text: render(build),
  ...dashboardSchema.parse(JSON.parse(render(build))),
}));

test('no two dashboards share an address or a title', () => {
  expect(new Set(read.map(({ uid }) => uid)).size).toBe(read.length);
  expect(new Set(read.map(({ title }) => title)).size).toBe(read.length);
});

test.each(read)(
  '$name: every panel says what it shows, in a unit, in its own place',
  ({ panels }) => {
    const taken = new Set<string>();
    for (const { type, title, description, gridPos, fieldConfig, targets = [] } of panels) {
      expect(title).not.toBe('');
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column += 1)
        for (let line = y; line < y + h; line += 1) {
          expect([title, taken.has(`${column} ${line}`)]).toEqual([title, false]);
          taken.add(`${column} ${line}`);
        }
      if (type === 'row') continue;
      expect([title, description ?? '']).not.toEqual([title, '']);
      expect([title, fieldConfig?.defaults.unit ?? '']).not.toEqual([title, '']);
      expect([title, targets.length]).not.toEqual([title, 0]);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  },
);

test.each(read)('$name: every variable that is used is there, and the other way round', (board) => {
  const names = board.templating.list.map(({ name }) => name);
  // Grafana's own begin with two underscores; `${PROP(…)}` is CloudWatch's.
  const used = [...board.text.matchAll(/\$\{?([A-Za-z]\w*)(?!\w*\()/g)].map(([, name]) => name);
  expect([...new Set(used)].sort()).toEqual([...names].sort());
});
