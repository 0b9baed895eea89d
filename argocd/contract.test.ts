import { beforeAll, describe, expect, test } from '@jest/globals';
import { serviceAccounts, type Workload } from '@tidecast/platform/gitops/service-accounts';
import { type Application, isApplication, rootChart } from '../charts/rendering/applications.ts';
import { type Manifest, render, template } from '../charts/rendering/helm.ts';
import type { Recording } from '../infra/recording/recorder.ts';
import { recordStack } from '../infra/recording/recordings.ts';

/*
 * The contract through all its layers: what the Pulumi program hands to the root Application renders
 * this chart, and what this chart hands to our own renders those.
 */

type Tree = Readonly<Record<string, unknown>>;
type Leaf = readonly [path: string, value: string | number];

const release = { name: 'tidecast', namespace: 'argocd' };
const repository = new URL('../', import.meta.url);

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the program wrote into the root Application. */
function handedOver({ resources }: Recording): Tree {
  const [root, ...more] = resources.filter(({ type }) =>
    type.endsWith('argoproj.io/v1alpha1:Application'),
  );
  expect(more).toEqual([]);
  const values = ['spec', 'source', 'helm', 'valuesObject'].reduce<unknown>(
    (at, key) => (isTree(at) ? at[key] : undefined),
    root?.inputs,
  );
  if (!isTree(values)) throw new Error('the root Application has no values');
  return values;
}

function leavesOf(value: unknown, path = ''): Leaf[] {
  if (typeof value === 'string' || typeof value === 'number') return [[path, value]];
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item, path ? `${path}.${key}` : key),
  );
}

/** A copy with one leaf changed, or taken out. */
function withLeaf(values: Tree, path: string, change: unknown): Tree {
  const [key = '', ...rest] = path.split('.');
  const below = values[key];
  if (rest.length > 0 && isTree(below))
    return { ...values, [key]: withLeaf(below, rest.join('.'), change) };
  const { [key]: _, ...others } = values;
  return change === undefined ? others : { ...others, [key]: change };
}

describe.each(['dev', 'prod'] as const)('the %s stack', (stack) => {
  let recording: Recording;
  let values: Tree;
  let manifests: readonly Manifest[];
  let applications: readonly Application[];
  beforeAll(async () => {
    recording = await recordStack(stack, { preview: false });
    values = handedOver(recording);
    manifests = await render(rootChart, release, values);
    applications = manifests.filter(isApplication);
  });

  const child = async (name: string): Promise<Manifest[]> => {
    const { source, destination } =
      applications.find(({ metadata }) => metadata.name === name)?.spec ?? {};
    if (!source?.path || !destination) throw new Error(`no chart of ours is ${name}`);
    const { releaseName, valueFiles, valuesObject = {} } = source.helm;
    return render(
      new URL(`${source.path}/`, repository),
      { name: releaseName, namespace: destination.namespace },
      valuesObject,
      valueFiles,
    );
  };

  test('renders every chart of ours, to the last', async () => {
    const own = applications.filter(({ spec }) => spec.source.path);
    expect(own.map(({ metadata }) => metadata.name).sort()).toEqual([
      'api',
      'dns-cleanup',
      'observability',
      'overprovisioner',
    ]);
    for (const { metadata } of own) expect(await child(metadata.name)).not.toEqual([]);
  });

  test('runs the API in the environment that Pulumi made for it', async () => {
    const manifest = (await child('api')).find(({ kind }) => kind === 'Deployment');
    const text = JSON.stringify(manifest);
    for (const [path, value] of leavesOf(values).filter(([path]) =>
      path.startsWith('api.environment.'),
    )) {
      const name = path.split('.').at(-1);
      expect(text).toContain(`{"name":"${name}","value":"${value}"}`);
    }
  });

  test.each(Object.entries(serviceAccounts))(
    'the role of %s trusts the account that the charts give to it, and no other',
    async (workload, { namespace, name }) => {
      const subject = `system:serviceaccount:${namespace}:${name}`;
      const role = recording.resources.find(
        ({ type, inputs }) =>
          type === 'aws:iam/role:Role' && String(inputs.assumeRolePolicy).includes(`"${subject}"`),
      );
      const arn = leavesOf(values).find(([path]) => path === `roles.${workload}`)?.[1];
      expect(arn).toBe(`arn:aws:iam::123456789012:role/${role?.name}`);
      const bearers =
        (workload satisfies string as Workload) === 'api'
          ? (await child('api'))
              .filter(({ kind }) => kind === 'ServiceAccount')
              .map(({ metadata }) => ({ ...metadata }))
          : accountsIn(applications).filter(({ annotations }) =>
              Object.values(annotations).includes(String(arn)),
            );
      expect(bearers).toMatchObject([
        { name, namespace, annotations: { 'eks.amazonaws.com/role-arn': arn } },
      ]);
    },
  );
});

/** The service accounts that third-party charts are told to make, wherever their values say it. */
function accountsIn(applications: readonly Application[]) {
  const search = (value: unknown, namespace: string): Account[] => {
    if (!isTree(value)) return [];
    const { serviceAccount } = value;
    const here =
      isTree(serviceAccount) && isTree(serviceAccount.annotations)
        ? [
            {
              name: String(serviceAccount.name),
              namespace,
              annotations: serviceAccount.annotations,
            },
          ]
        : [];
    return [...here, ...Object.values(value).flatMap((item) => search(item, namespace))];
  };
  return applications
    .filter(({ spec }) => spec.source.chart)
    .flatMap(({ spec }) => search(spec.source.helm.valuesObject, spec.destination.namespace));
}

interface Account {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Tree;
}

describe('every field counts', () => {
  let values: Tree;
  let before: string;
  beforeAll(async () => {
    values = handedOver(await recordStack('prod', { preview: false }));
    before = (await template(rootChart, release, values)).output;
  });

  /** Paths that helm takes, and that change nothing, when each leaf is changed so. */
  const unheeded = async (change: (value: string | number) => unknown): Promise<string[]> => {
    const results = await Promise.all(
      leavesOf(values).map(async ([path, value]) => {
        const { ok, output } = await template(
          rootChart,
          release,
          withLeaf(values, path, change(value)),
        );
        return ok && output === before ? [path] : [];
      }),
    );
    return results.flat();
  };

  test('one that is another is refused, or makes something else', async () => {
    expect(leavesOf(values).length).toBeGreaterThan(30);
    const other = (value: string | number) =>
      typeof value === 'number'
        ? // As many nodes at least as at most: there is no spare one to keep.
          value * 3
        : `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`;
    expect(await unheeded(other)).toEqual([]);
  });

  test('one that is missing is refused, or makes something else', async () => {
    expect(await unheeded(() => undefined)).toEqual([]);
  });

  test('one of another kind is refused', async () => {
    const taken = await Promise.all(
      leavesOf(values).map(async ([path]) => {
        const { ok } = await template(rootChart, release, withLeaf(values, path, { no: 'text' }));
        return ok ? [path] : [];
      }),
    );
    expect(taken.flat()).toEqual([]);
  });

  test('an unknown value is refused by name', async () => {
    const { ok, errors } = await template(rootChart, release, { ...values, colour: 'blue' });
    expect([ok, errors]).toEqual([false, expect.stringContaining('colour')]);
  });
});
