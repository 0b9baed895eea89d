import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { chartDirectory, ruleFiles, ruleTestFiles } from './paths.ts';
import { readAlerts } from './rules.ts';

const repository = join(chartDirectory, '..', '..');
const alerts = readAlerts();
const names = alerts.map(({ alert }) => alert);

const read = (file: string) => readFileSync(join(chartDirectory, file), 'utf8');

test('no two alerts bear one name', () => {
  expect(new Set(names).size).toBe(names.length);
});

test.each(alerts)(
  '$alert has a runbook: what it means, and what to do',
  ({ alert, annotations }) => {
    const name = alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    expect(annotations.runbook_url).toBe(`docs/runbooks/${name}.md`);
    const path = join(repository, annotations.runbook_url);
    expect(existsSync(path)).toBe(true);
    const headings = readFileSync(path, 'utf8').match(/^#+ .+$/gm);
    expect(headings).toEqual([
      `# ${alert}`,
      '## Meaning',
      '## Impact',
      '## First look',
      '## What to do',
    ]);
  },
);

test('the rules’ own thresholds are the values’ defaults, each in some rule', () => {
  const marked = ruleFiles()
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/([0-9.]+) # threshold: (\w+)/g)])
    .map(([, value, name]) => [name, Number(value)]);
  const { thresholds } = z
    .object({ rules: z.object({ thresholds: z.record(z.string(), z.number()) }) })
    .parse(parse(read('values.yaml'))).rules;
  expect(Object.fromEntries(marked)).toEqual(thresholds);
  expect(marked).toHaveLength(Object.keys(thresholds).length);
});

test('the schema names the alerts and dashboards that may be left out', () => {
  const exclude = z.object({
    properties: z.object({ exclude: z.object({ items: z.object({ enum: z.array(z.string()) }) }) }),
  });
  const { properties } = z
    .object({ properties: z.object({ dashboards: exclude, rules: exclude }) })
    .parse(JSON.parse(read('values.schema.json')));
  const files = readdirSync(join(chartDirectory, 'dashboards'));
  expect([...properties.rules.properties.exclude.items.enum].sort()).toEqual([...names].sort());
  expect([...properties.dashboards.properties.exclude.items.enum].sort()).toEqual(
    files.map((file) => file.replace('.json', '')).sort(),
  );
});

test('promtool is asked of every alert when it fires and when it does not', () => {
  const suite = z.object({
    tests: z.array(
      z.object({
        alert_rule_test: z.array(
          z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) }),
        ),
      }),
    ),
  });
  const asked = ruleTestFiles()
    .flatMap((file) => suite.parse(parse(readFileSync(file, 'utf8'))).tests)
    .flatMap((one) => one.alert_rule_test);
  const firing = (fires: boolean) =>
    new Set(asked.filter((one) => one.exp_alerts.length > 0 === fires).map((one) => one.alertname));
  for (const fires of [true, false])
    expect(names.filter((name) => !firing(fires).has(name))).toEqual([]);
});
