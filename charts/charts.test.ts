import { expect, test } from '@jest/globals';
import { isApplication, renderChild, renderRoot, rootChart } from './rendering/applications.ts';
import { type Fixture, invalidFixtures, validFixtures } from './rendering/fixtures.ts';
import { lint, type Manifest, render, template } from './rendering/helm.ts';
import { podOf } from './rendering/pods.ts';
import { podViolations } from './test/pod-violations.ts';
import { problems } from './test/problems.ts';

const ours = ['api', 'dns-cleanup', 'observability', 'overprovisioner'];
const charts = [...ours.map((name) => new URL(`${name}/`, import.meta.url)), rootChart];
const stacks = ['dev', 'prod'] as const;
const release = { name: 'release', namespace: 'namespace' };

async function fixturesOf(read: (chart: URL) => Promise<Fixture[]>) {
  const all = await Promise.all(
    charts.map(async (chart) => {
      const directory = chart.pathname.split('/').at(-2) ?? '';
      return (await read(chart)).map((fixture) => ({ directory, chart, ...fixture }));
    }),
  );
  return all.flat();
}

/** All that a stack's cluster gets from our charts, the Applications included. */
async function renderStack(stack: (typeof stacks)[number]): Promise<Manifest[]> {
  const children = await Promise.all(ours.map((name) => renderChild(stack, name)));
  return [...(await renderRoot(stack)), ...children.flat()];
}

async function expectValid(manifests: readonly Manifest[]): Promise<void> {
  expect(manifests.length).toBeGreaterThan(0);
  for (const manifest of manifests) {
    const { kind, metadata } = manifest;
    expect({ kind, name: metadata.name, problems: await problems(manifest) }).toEqual({
      kind,
      name: metadata.name,
      problems: [],
    });
  }
}

test.each(await fixturesOf(validFixtures))(
  '$directory: $name is taken, and valid',
  async ({ chart, values }) => {
    expect(await lint(chart, values)).toMatchObject({ ok: true });
    await expectValid(await render(chart, release, values));
  },
);

test.each(await fixturesOf(invalidFixtures))(
  '$directory: $name is refused',
  async ({ chart, values, expected }) => {
    expect(expected).not.toBe('');
    const { ok, errors } = await template(chart, release, values);
    expect(errors).toContain(expected);
    expect(ok).toBe(false);
  },
);

test.each(stacks)('what Argo CD makes of %s is valid, and the same every time', async (stack) => {
  const manifests = await renderStack(stack);
  await expectValid(manifests);
  expect(await renderStack(stack)).toEqual(manifests);
});

test('no two objects of a stack bear one name', async () => {
  const names = (await renderStack('prod')).map(({ apiVersion, kind, metadata }) =>
    [apiVersion, kind, metadata.namespace, metadata.name].join(' '),
  );
  expect(new Set(names).size).toBe(names.length);
});

test.each(stacks)('the pods of %s keep to the restricted standard and to ours', async (stack) => {
  const violations = (await renderStack(stack)).flatMap((manifest) => {
    const pod = podOf(manifest);
    return pod ? [[manifest.metadata.name, podViolations(pod)]] : [];
  });
  expect(Object.fromEntries(violations)).toEqual({
    api: [],
    // It asks Kubernetes which Ingresses there still are.
    'dns-cleanup': ['has a token for Kubernetes'],
    overprovisioner: [],
  });
});

test.each(stacks)('nothing of %s moves under its name or is left out by mistake', async (stack) => {
  const manifests = await renderStack(stack);
  const text = JSON.stringify(manifests);
  expect(text).not.toMatch(/undefined|<no value>|%!/);
  expect(text).not.toMatch(/:latest|"latest"/);
  for (const { spec } of manifests.filter(isApplication)) {
    expect(spec.source.targetRevision).not.toMatch(/^$|^HEAD$|[*^~<>]/);
  }
});

test('the check of objects sees what Kubernetes would refuse or leave out', async () => {
  const [pod] = (await renderChild('dev', 'api')).filter(({ kind }) => kind === 'Deployment');
  const broken = JSON.parse(
    JSON.stringify(pod)
      .replace('"imagePullPolicy"', '"imagePulPolicy"')
      .replace('"matchLabels"', '"matchLabelz"')
      .replace('"memory":"512Mi"', '"memory":"half"'),
  );
  expect((await problems(broken)).join('\n')).toMatch(
    /memory(.|\n)*unknown field \/spec\/selector\/matchLabelz\n(.|\n)*\/imagePulPolicy/,
  );
});
