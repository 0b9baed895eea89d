/** Prometheus' own judgement of the rules and of the dashboards' questions. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { z } from 'zod';
import { validFixtures } from '../../rendering/fixtures.ts';
import { render } from '../../rendering/helm.ts';
import { dashboards, render as renderDashboard } from './dashboards/dashboards.ts';
import { findProgram } from './find-program.ts';
import { ruleFiles, ruleTestFiles } from './paths.ts';

const execute = promisify(execFile);
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-rules-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** @returns what promtool printed; rejects with it where it found a fault */
async function promtool(...args: string[]): Promise<string> {
  const program = findProgram('promtool');
  if (!program)
    throw new Error('promtool is not on the PATH: install Prometheus (on Debian: `prometheus`)');
  const { stdout, stderr } = await execute(program, args);
  return stdout + stderr;
}

/** Checks rules that are not in a file yet. */
async function checkRules(name: string, content: unknown): Promise<string> {
  const file = join(directory, `${name}.yaml`);
  await writeFile(file, stringify(content));
  return promtool('check', 'rules', '--lint-fatal', file);
}

test('the rules are right', async () => {
  expect(await promtool('check', 'rules', '--lint-fatal', ...ruleFiles())).toContain('SUCCESS');
});

test('every alert fires when it should, and only then', async () => {
  expect(await promtool('test', 'rules', ...ruleTestFiles())).toContain('SUCCESS');
});

test('a rule that does not fire as expected is found', async () => {
  const file = join(directory, 'wrong.yaml');
  const wrong = {
    rule_files: ruleFiles(),
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: [{ series: 'up{job="video/api"}', values: '1x60' }],
        alert_rule_test: [
          {
            eval_time: '30m',
            alertname: 'TargetDown',
            exp_alerts: [{ exp_labels: { severity: 'warning' } }],
          },
        ],
      },
    ],
  };
  await writeFile(file, stringify(wrong));
  await expect(promtool('test', 'rules', file)).rejects.toThrow('FAILED');
});

const fixtures = await validFixtures(new URL('../', import.meta.url));

test.each(fixtures)('the rules that the chart makes with $name are right', async ({ values }) => {
  const release = { name: 'observability', namespace: 'monitoring' };
  const manifests = await render(new URL('../', import.meta.url), release, values);
  const rules = manifests.filter(({ kind }) => kind === 'PrometheusRule');
  expect(rules.length).toBeGreaterThan(0);
  for (const { metadata, spec } of rules)
    expect(await checkRules(metadata.name, spec)).toContain('SUCCESS');
});

/** What a dashboard asks Prometheus for. */
function queriesOf(build: (typeof dashboards)[string]): string[] {
  const board = z
    .object({ panels: z.array(z.object({ targets: z.array(z.unknown()).default([]) })) })
    .parse(JSON.parse(renderDashboard(build)));
  return board.panels
    .flatMap(({ targets }) => targets)
    .map((target) => z.object({ expr: z.string() }).safeParse(target))
    .flatMap(({ data }) => (data ? [data.expr.replaceAll('$__rate_interval', '5m')] : []));
}

const asking = Object.entries(dashboards)
  .map(([name, build]) => ({ name, queries: queriesOf(build) }))
  .filter(({ queries }) => queries.length > 0);

test.each(asking)('what $name asks for is PromQL', async ({ name, queries }) => {
  const rules = queries.map((expr, index) => ({ record: `query:${index}`, expr }));
  expect(await checkRules(`${name}-queries`, { groups: [{ name, rules }] })).toContain(
    `${rules.length} rules found`,
  );
});
