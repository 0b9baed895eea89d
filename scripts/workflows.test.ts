import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');
const directory = '.github/workflows/';

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const job = z.looseObject({
  permissions: permissions.optional(),
  uses: z.string().optional(),
  'runs-on': z.string().optional(),
  'timeout-minutes': z.number().optional(),
  environment: z.string().optional(),
  steps: z.array(step).default([]),
});
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions,
  defaults: z.object({ run: z.object({ shell: z.string() }) }),
  jobs: z.record(z.string(), job),
});

const files = (await readdir(new URL(directory, root))).sort();
const texts = new Map(
  await Promise.all(
    files.map(async (file): Promise<[string, string]> => [file, await read(directory + file)]),
  ),
);
const workflows = new Map([...texts].map(([file, text]) => [file, workflow.parse(parse(text))]));
const all = [...texts.values()].join('\n');

/** Every job by `<workflow>/<job>`. */
const jobs = [...workflows].flatMap(([file, { jobs, permissions: inherited }]) =>
  Object.entries(jobs).map(([name, found]) => ({
    ...found,
    name: `${file.replace('.yaml', '')}/${name}`,
    permissions: found.permissions ?? inherited,
  })),
);
const withSteps = jobs.filter(({ uses }) => uses === undefined);

test('every action is pinned by its commit and says its version, the same everywhere', () => {
  const uses = [...all.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, text = '']) => text);
  const foreign = uses.filter((text) => !text.startsWith('./'));
  expect(foreign.length).toBeGreaterThan(0);
  for (const text of foreign)
    expect(text).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const versions = new Map(foreign.map((text) => [text.split('@')[0], text]));
  expect(new Set(foreign)).toEqual(new Set(versions.values()));
});

test('nothing moves under us', () => {
  expect(all).not.toMatch(/latest|HEAD|curl|wget/);
});

test('each job may do what it must, and nothing else', () => {
  const granted = jobs.map(({ name, permissions }) => [name, permissions]);
  expect(Object.fromEntries(granted)).toEqual({
    'ci/test': { contents: 'read' },
    'ci/release-api': { contents: 'write', 'id-token': 'write' },
    'ci/release-frontend': { contents: 'read', 'id-token': 'write' },
    'release-api/release': { contents: 'write', 'id-token': 'write' },
    'release-frontend/release': { contents: 'read', 'id-token': 'write' },
    'infra/preview': { contents: 'read', 'id-token': 'write' },
    'infra/test': { contents: 'read' },
    'infra/up': { contents: 'read', 'id-token': 'write' },
  });
});

test('only who reviews for production lets the stack change; other roles trust no environment', () => {
  const environments = jobs.filter(({ environment }) => environment !== undefined);
  expect(environments.map(({ name, environment }) => [name, environment])).toEqual([
    ['infra/up', 'production'],
  ]);
});

test('a proposal runs with the rights of a proposal', () => {
  for (const { on } of workflows.values()) {
    expect(on).not.toHaveProperty('pull_request_target');
    expect(on).not.toHaveProperty('workflow_run');
  }
  expect(texts.get('infra.yaml')).toContain(
    'github.event.pull_request.head.repo.full_name == github.repository',
  );
});

describe.each(withSteps)('$name', (found) => {
  test('ends some time, on a machine that is named', () => {
    expect(found['timeout-minutes']).toBeGreaterThan(0);
    expect(found['runs-on']).toMatch(/^ubuntu-\d\d\.04$/);
  });

  test('leaves no key to push with, unless it pushes', () => {
    const checkout = found.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
    const pushes = found.permissions.contents === 'write';
    expect(checkout?.with?.['persist-credentials']).toBe(pushes ? undefined : false);
  });

  test('installs and builds before it holds a role', () => {
    const roleAt = found.steps.findIndex(({ uses }) => uses?.startsWith('aws-actions/'));
    const after = roleAt === -1 ? [] : found.steps.slice(roleAt);
    expect(after.filter(({ run }) => run !== undefined && /\bnpm\b/.test(run))).toEqual([]);
  });

  test('runs scripts that are there, and lets nobody write into them', () => {
    for (const { run = '' } of found.steps) {
      expect(run).not.toContain('${{');
      for (const [path] of run.matchAll(/\bscripts\/[\w./-]+|\.ci\/run/g))
        expect([path, existsSync(new URL(path, root))]).toEqual([path, true]);
    }
  });
});

test('a command that fails inside a pipe fails its step', () => {
  // GitHub sets pipefail for `bash` that is asked for by name alone ("Workflow syntax", shell).
  for (const { defaults } of workflows.values()) expect(defaults.run.shell).toBe('bash');
});

test('whoever follows docs/deploy.md sets every variable that a release reads', async () => {
  const [, outputs = ''] = /^for output in (.*); do$/m.exec(await read('docs/deploy.md')) ?? [];
  const set = outputs.split(' ').map((name) => name.replace(/[A-Z]/g, '_$&').toUpperCase());
  for (const file of ['release-api.yaml', 'release-frontend.yaml']) {
    const used = [...(texts.get(file) ?? '').matchAll(/\bvars\.(\w+)/g)].map(([, name]) => name);
    expect(set).toEqual(expect.arrayContaining([...new Set(used)]));
  }
});

test('the Pulumi command is of the version of its library', async () => {
  const { dependencies } = JSON.parse(await read('package.json'));
  const versions = [...all.matchAll(/pulumi-version: (\S+)/g)].map(([, version]) => version);
  expect(new Set(versions)).toEqual(new Set([dependencies['@pulumi/pulumi']]));
});
