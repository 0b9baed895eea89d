import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import type { Recording } from '../infra/test/recorder.ts';
import { recordStack } from '../infra/test/recordings.ts';
import { costReport } from './cost/report.ts';
import { draw } from './graph/draw.ts';
import { stackGraph } from './graph/stack-graph.ts';
import { replaceSection } from './markdown-section.ts';

let dev: Recording;
let prod: Recording;
beforeAll(async () => {
  dev = await recordStack('dev', { preview: false });
  prod = await recordStack('prod', { preview: false });
});

const committed = (path: string) => readFile(new URL(`../docs/${path}`, import.meta.url), 'utf8');

test('docs/deploy.md tells what the stacks cost today: else run `npm run cost -- --write`', async () => {
  const guide = await committed('deploy.md');
  expect(guide).toBe(replaceSection(guide, 'cost', costReport({ dev, prod })));
});

test('docs/images/aws.svg shows the stack of today: else run `npm run graph`', async () => {
  expect(await committed('images/aws.svg')).toBe(draw(stackGraph(prod), prod));
});
