/**
 * `npm run capacity` against the real scheduler, with the whole platform on nodes as EKS makes them:
 * for each number of the API's pods, how many nodes there are, and who waits.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { NodeLimits } from '../../scripts/capacity/platform.ts';
import { type StackPlatform, stackPlatform } from '../src/scheduling/stack-platform.ts';
import { apiPods, pausePods } from '../src/scheduling/workload-names.ts';
import { figures } from './steps/figures.ts';
import { bootSeconds, count, modelOf, quickWorlds, type Worlds } from './steps/quick-worlds.ts';

const table = figures(`Capacity: nodes boot in ${bootSeconds} s here`);

let prod: StackPlatform;
let worlds: Worlds;
beforeAll(async () => {
  prod = await stackPlatform('prod');
  worlds = quickWorlds(prod);
});
afterEach(() => worlds.close());
afterAll(() => table.print());

/** What the model says of a stack, beside what is so. */
async function compare(platform: StackPlatform, until: number, startNodes?: number) {
  const model = await modelOf(platform);
  const { kube, ...live } = await worlds.start({
    platform,
    ...(startNodes !== undefined && { startNodes }),
  });
  const rest = await live.settle();
  const rows = [];
  for (let replicas = 3; replicas <= until; replicas += 1) {
    await live.scaleApi(replicas);
    const seen = await live.settle();
    rows.push({
      replicas,
      nodes: seen.nodes.length,
      held: count(seen, pausePods),
      waiting: seen.waiting.filter(({ workload }) => workload === apiPods.workload).length,
    });
  }
  return { model, rest, rows };
}

test.each([
  { stack: 'dev', most: 5 },
  { stack: 'prod', most: 12 },
] as const)('is right about 3 to $most pods on $stack', async ({ stack, most }) => {
  const platform = stack === 'prod' ? prod : await stackPlatform(stack);
  const { model, rest, rows } = await compare(platform, most);
  expect(rows).toHaveLength(most - 2);
  expect(rest.nodes).toHaveLength(model.atRest.nodes.length);
  expect(rest.waiting).toEqual([]);
  expect(model.atRest.waiting).toEqual([]);
  const said = model.needed.slice(1).map(({ least: _, ...row }) => row);
  expect(rows).toEqual(said.slice(0, rows.length));
  table.add(`${stack}, at rest`, `${rest.nodes.length} nodes`);
  for (const { replicas, nodes, held, waiting } of rows)
    table.add(
      `  ${replicas} pods of the API`,
      `${nodes} nodes, ${held} pause pods, ${waiting} of the API wait`,
    );
});

test('is right about the minimum, and about what waits there', async () => {
  const limits: NodeLimits = { min: prod.nodes.min, max: prod.nodes.min };
  const { model, rest, rows } = await compare(await stackPlatform('prod', limits), 3);
  expect(rest.nodes).toHaveLength(limits.min);
  expect(rest.waiting).toHaveLength(model.minimum.waiting.length);
  expect(rows[0]?.waiting).toBe(model.needed[1]?.waiting);
  table.add(`on the minimum of ${limits.min} nodes`, `${rest.waiting.length} pods wait`);
});

test('is right that pods which come to more nodes spread over them', async () => {
  const { model, rest } = await compare(prod, 0, (await modelOf(prod)).atRest.nodes.length);
  expect(rest.nodes).toHaveLength(model.spread.nodes.length);
  expect(rest.nodes.length).toBeGreaterThan(model.atRest.nodes.length);
  expect(count(rest, pausePods)).toBe(1);
  table.add(
    `when all pods come to ${model.atRest.nodes.length} nodes at once`,
    `${rest.nodes.length} nodes`,
  );
});

test('is right about more nodes at least', async () => {
  const { model, rest, rows } = await compare(await stackPlatform('prod', { min: 3, max: 12 }), 5);
  expect(rest.nodes).toHaveLength(model.atRest.nodes.length);
  expect(rows).toEqual(model.needed.slice(1, 4).map(({ least: _, ...row }) => row));
  table.add('3 nodes at least, at rest', `${rest.nodes.length} nodes`);
});
