/** A real Prometheus beside the real platform: what it scrapes, and what it makes of the rules. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { apiJob } from '../../../charts/observability/src/api-job.ts';
import { apiDashboard } from '../../../charts/observability/src/dashboards/api.ts';
import { render } from '../../../charts/observability/src/dashboards/dashboards.ts';
import { readAlerts } from '../../../charts/observability/src/rules.ts';
import { type Platform, startPlatform } from '../start/platform.ts';

let directory: string;
let platform: Platform;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-prometheus-'));
  platform = await startPlatform({
    port: 0,
    awsPort: 0,
    dataDir: join(directory, 'data'),
    demo: false,
    page: false,
    quiet: true,
    observe: true,
  });
});
afterAll(async () => {
  await platform.close();
  await rm(directory, { recursive: true });
});

/** What Prometheus answers on a path of its HTTP API. */
async function ask<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${platform.prometheusUrl}/api/v1/${path}`);
  const answer = z.object({ status: z.literal('success'), data: schema });
  return answer.parse(await response.json()).data;
}

/** The value of a condition once it holds. */
async function eventually<T>(find: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 45_000;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error('it did not become so within 45 s');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const targetsSchema = z.object({
  activeTargets: z.array(
    z.object({
      scrapeUrl: z.string(),
      health: z.string(),
      labels: z.record(z.string(), z.string()),
    }),
  ),
});

/** The one target, once it is up and is another than `before`. */
const targetUp = (before?: string) =>
  eventually(async () => {
    const { activeTargets } = await ask('targets', targetsSchema);
    const [target] = activeTargets;
    const isNew = activeTargets.length === 1 && target?.scrapeUrl !== before;
    return target && isNew && target.health === 'up' ? target : undefined;
  });

const query = (expr: string) =>
  ask(
    `query?query=${encodeURIComponent(expr)}`,
    z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
  );

test('it scrapes the API, and follows it to another port after a crash', async () => {
  const { labels, scrapeUrl } = await targetUp();
  expect(labels).toMatchObject({ job: apiJob, namespace: 'video' });
  const [api] = platform.pids;
  if (api === undefined) throw new Error('the API does not run');
  process.kill(api, 'SIGKILL');
  expect((await targetUp(scrapeUrl)).labels).toEqual({ ...labels, instance: expect.anything() });
});

test('it evaluates every rule without an error', async () => {
  const rulesSchema = z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() }),
        ),
      }),
    ),
  });
  const rules = await eventually(async () => {
    const { groups } = await ask('rules', rulesSchema);
    const all = groups.flatMap((group) => group.rules);
    return all.some(({ health }) => health === 'unknown') ? undefined : all;
  });
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  expect(rules.map(({ name }) => name).sort()).toEqual(
    readAlerts()
      .map(({ alert }) => alert)
      .sort(),
  );
});

test('the API’s dashboard shows what happens here', async () => {
  /** Panels that need neither a cluster nor a request of one kind. */
  const titles = [
    'Requests',
    'Errors',
    '95th percentile',
    'Replicas that answer',
    'Rate by route',
    'Refused by status',
    'Duration',
    '95th percentile by route',
    'Playback grants',
    'Event loop lag',
    'Event streams',
  ];
  const boardSchema = z.object({
    panels: z.array(
      z.object({
        title: z.string(),
        targets: z.array(z.object({ expr: z.string() })).default([]),
      }),
    ),
  });
  const { panels } = boardSchema.parse(JSON.parse(render(apiDashboard)));
  const shown = panels.filter((panel) => panel.targets.length > 0 && titles.includes(panel.title));
  expect(shown.map(({ title }) => title).sort()).toEqual([...titles].sort());

  const nobody = `${platform.url}/api/videos/01JZK4Q5R6S7T8V9WAXBYCZD0E`;
  for (const { title, targets } of shown)
    for (const { expr } of targets)
      await eventually(async () => {
        await fetch(`${platform.url}/api/videos`);
        await fetch(`${nobody}/playback`, { method: 'POST', headers: { origin: platform.url } });
        const { result } = await query(expr.replaceAll('$__rate_interval', '30s'));
        // NaN is a ratio of nothing.
        return result.some(({ value: [, text] }) => text !== 'NaN') ? title : undefined;
      });
});

test('it ends with the platform', async () => {
  const url = `${platform.prometheusUrl}/-/ready`;
  expect((await fetch(url)).status).toBe(200);
  await platform.close();
  await expect(fetch(url)).rejects.toThrow();
});
