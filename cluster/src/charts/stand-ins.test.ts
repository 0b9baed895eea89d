import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { isApplication, renderRoot, rootChart } from '../../../charts/rendering/applications.ts';
import { gitOpsValues } from '../../../charts/rendering/gitops-values.ts';
import { type Manifest, type Release, render, template } from '../../../charts/rendering/helm.ts';
import { type Container, podOf } from '../../../charts/rendering/pods.ts';
import { problems } from '../../../charts/test/problems.ts';
import { chartReleases } from '../../../scripts/capacity/chart-releases.ts';
import { parseRequests } from '../../../scripts/capacity/quantities.ts';
import { readChartValues } from '../../../scripts/capacity/read-chart-values.ts';
import { thirdPartyCharts } from '../../../scripts/capacity/third-party-charts.ts';
import { type Requests, sum } from '../../../scripts/capacity/workload.ts';
import { type Operated, reloaderOf, statefulSetOf } from '../cloud/operated-pods.ts';
import { chartPins } from './chart-pins.ts';
import { standInCharts } from './pack-chart.ts';

type Tree = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

const applications = (await renderRoot('prod')).filter(isApplication);
const pins = await chartPins(rootChart);
const releases = chartReleases(applications, gitOpsValues('prod')).map((release) => {
  const application = applications.find(({ metadata }) => metadata.name === release.name);
  const chart = application?.spec.source.chart ?? 'argo-cd';
  const namespace = application?.spec.destination.namespace ?? 'argocd';
  return { ...release, chart, release: { name: release.name, namespace } };
});

/** The models want more of a claim within a resource than the resource's definition does. */
const strictClaim = /volumeClaimTemplate must have required property (apiVersion|kind)/;

function folderOf(chart: string): URL {
  return new URL(`${chart}/`, standInCharts);
}

/** Objects of the stand-in, and those that the Prometheus operator makes of them. */
async function made(chart: string, release: Release, values: Tree): Promise<Manifest[]> {
  const manifests = await render(folderOf(chart), release, values);
  const args = manifests
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap((manifest) => podOf(manifest)?.containers ?? [])
    .flatMap(
      (container: Container & { readonly args?: readonly string[] }) => container.args ?? [],
    );
  const reloader = reloaderOf(args);
  const operated = manifests.filter(isOperated).map((resource) => {
    if (!reloader) throw new Error('There is no operator');
    return { ...statefulSetOf(resource, reloader) };
  });
  return [...manifests, ...operated];
}

function isOperated(manifest: Manifest): manifest is Manifest & Operated {
  return manifest.kind === 'Prometheus' || manifest.kind === 'Alertmanager';
}

test('every chart that the tree names has a stand-in, which says that it is one', async () => {
  expect(pins.map(({ name }) => name).sort()).toEqual(releases.map(({ chart }) => chart).sort());
  for (const { name } of pins) {
    const chart = parse(await readFile(new URL('Chart.yaml', folderOf(name)), 'utf8'));
    expect(chart).toMatchObject({ name, annotations: { 'tidecast/stand-in': 'true' } });
    expect(chart.description).toContain('Stands in for');
  }
});

describe.each(releases)('$chart', ({ name, chart, release, version, values }) => {
  test('makes objects that Kubernetes takes', async () => {
    const found = await Promise.all(
      (await made(chart, release, values))
        // Of the load balancer controller's own kinds there is no schema here.
        .filter(({ apiVersion }) => !apiVersion.startsWith('elbv2.k8s.aws/'))
        .map(async (manifest) => ({
          object: `${manifest.kind} ${manifest.metadata.name}`,
          problems: (await problems(manifest)).filter((problem) => !strictClaim.test(problem)),
        })),
    );
    expect(found.filter((object) => object.problems.length > 0)).toEqual([]);
  });

  test('asks for what the capacity model counts with', async () => {
    const counted = readChartValues({ name, version, values }, thirdPartyCharts).map(
      ({ kind, replicas, requests }) => ({ kind, replicas, requests }),
    );
    expect(asked(await made(chart, release, values))).toEqual(inOrder(counted));
  });

  test('reads every value that is set, or says why it makes no difference', async () => {
    const { withoutEffect } = parse(
      await readFile(new URL('known-values.yaml', folderOf(chart)), 'utf8'),
    );
    const excused = Object.keys(withoutEffect);
    const isExcused = (path: Path) =>
      excused.some((prefix) => `${path.join('.')}.`.startsWith(`${prefix}.`));
    const set = leaves(values);
    for (const prefix of excused)
      expect({ prefix, set: set.some((path) => isExcused(path)) }).toEqual({ prefix, set: true });
    const paths = set.filter((path) => !isExcused(path));
    expect((await unread(chart, release, values, paths)).map((path) => path.join('.'))).toEqual([]);
  });
});

test('a value that a stand-in does not read is noticed', async () => {
  const release = { name: 'external-dns', namespace: 'external-dns' };
  const values = { policy: 'sync', nobodyReads: 'this', dnsPolicy: { nor: true } };
  const paths = leaves(values);
  expect(await unread('external-dns', release, values, paths)).toEqual([
    ['nobodyReads'],
    ['dnsPolicy', 'nor'],
  ]);
});

describe('webhooks of the load balancer controller', () => {
  interface Webhooks extends Manifest {
    readonly webhooks: readonly {
      readonly name: string;
      readonly failurePolicy: string;
      readonly clientConfig: { readonly caBundle: string };
    }[];
  }
  const isWebhooks = (manifest: Manifest): manifest is Webhooks => 'webhooks' in manifest;
  const chart = folderOf('aws-load-balancer-controller');
  const release = { name: 'aws-load-balancer-controller', namespace: 'kube-system' };
  const webhooks = async (values: Tree) =>
    (await render(chart, release, { clusterName: 'c', ...values })).filter(isWebhooks);

  test('trust an authority that is another at each rendering', async () => {
    const authorities = async () => [
      ...new Set(
        (await webhooks({})).flatMap((found) =>
          found.webhooks.map(({ clientConfig }) => clientConfig.caBundle),
        ),
      ),
    ];
    const [first, second] = [await authorities(), await authorities()];
    expect(first).toHaveLength(1);
    expect(first).not.toEqual(second);
  });

  test('are left out and made lenient by the keys of the real chart', async () => {
    const policies = async (values: Tree) =>
      Object.fromEntries(
        (await webhooks(values)).flatMap((found) =>
          found.webhooks.map(({ name, failurePolicy }) => [name.split('.')[0], failurePolicy]),
        ),
      );
    expect(await policies({})).toMatchObject({
      mpod: 'Ignore',
      mservice: 'Fail',
      vingress: 'Fail',
    });
    const lenient = await policies({
      enableServiceMutatorWebhook: false,
      podMutatorWebhookConfig: { failurePolicy: 'Fail' },
      webhookConfig: { ingressValdationFailurePolicy: 'Ignore' },
    });
    expect(lenient).toMatchObject({ mpod: 'Fail', vingress: 'Ignore' });
    expect(lenient).not.toHaveProperty('mservice');
    expect(
      await policies({ webhookConfig: { disableIngressValidation: true } }),
    ).not.toHaveProperty('vingress');
  });
});

interface Asked {
  readonly kind: string;
  readonly replicas: number;
  readonly requests: Requests;
}

/** What runs on, and what each of its pods asks for. */
function asked(manifests: readonly Manifest[]): Asked[] {
  const found = manifests.flatMap((manifest): Asked[] => {
    const pod = podOf(manifest);
    if (!pod || manifest.kind === 'Job') return [];
    const replicas = Number(Reflect.get(Object(manifest.spec), 'replicas') ?? 1);
    const requests = sum(pod.containers.map(({ resources }) => parseRequests(resources?.requests)));
    return [{ kind: manifest.kind, replicas, requests }];
  });
  return inOrder(found);
}

function inOrder(workloads: readonly Asked[]): Asked[] {
  return workloads
    .filter(({ replicas }) => replicas > 0)
    .sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
}

/** Paths of all that is neither an object nor a list. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, item]) => leaves(item, [...path, key]));
}

/**
 * The paths whose values make no difference to what the chart makes: another text or number there
 * does not appear in it, and another truth changes nothing.
 */
async function unread(
  chart: string,
  release: Release,
  values: Tree,
  paths: readonly Path[],
): Promise<Path[]> {
  const marked = structuredClone(values);
  const marks = new Map<string, Path>();
  const truths: Path[] = [];
  for (const [index, path] of paths.entries()) {
    const before = valueAt(values, path);
    if (typeof before === 'boolean') truths.push(path);
    else {
      const mark = typeof before === 'number' ? 70_000 + index : `mark${index}x`;
      replaceAt(marked, path, mark);
      marks.set(String(mark), path);
    }
  }
  const output = await outputOf(chart, release, marked);
  const lost = [...marks].filter(([mark]) => !output.includes(mark)).map(([, path]) => path);
  const plain = await outputOf(chart, release, values);
  const idle: Path[] = [];
  for (const path of truths) {
    const other = structuredClone(values);
    replaceAt(other, path, !valueAt(values, path));
    if ((await outputOf(chart, release, other)) === plain) idle.push(path);
  }
  return [...lost, ...idle];
}

/** What the chart makes, or why it does not; with what is in secrets, and without what is random. */
async function outputOf(chart: string, release: Release, values: Tree): Promise<string> {
  const { ok, output, errors } = await template(folderOf(chart), release, values);
  if (!ok) return errors;
  const random = /^ *(caBundle|ca\.crt|tls\.crt|tls\.key): .*$/gm;
  const hidden = /^ +[\w.]+: ([A-Za-z0-9+/]{40,}=*)$/gm;
  const shown = [...output.matchAll(hidden)].map(([, text = '']) =>
    Buffer.from(text, 'base64').toString(),
  );
  return [output.replaceAll(random, ''), ...shown].join('\n');
}

function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => Reflect.get(Object(at), key), values);
}

function replaceAt(values: Tree, path: Path, value: unknown): void {
  Reflect.set(Object(valueAt(values, path.slice(0, -1))), path.at(-1) ?? '', value);
}
