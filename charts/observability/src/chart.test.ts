import { expect, test } from '@jest/globals';
import { secretNamespaces } from '@tidecast/platform/gitops/values';
import { z } from 'zod';
import { validFixtures } from '../../rendering/fixtures.ts';
import { type Manifest, render } from '../../rendering/helm.ts';

const chart = new URL('../', import.meta.url);
const release = { name: 'observability', namespace: 'monitoring' };
const fixtures = await validFixtures(chart);

async function rendered(fixture: string): Promise<Manifest[]> {
  const values = fixtures.find(({ name }) => name === fixture)?.values;
  return render(chart, release, values);
}

const alertsOf = (manifests: readonly Manifest[]) =>
  manifests
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(({ spec }) => rulesSchema.parse(spec).groups.flatMap(({ rules }) => rules));
const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          annotations: z.object({ summary: z.string(), runbook_url: z.string() }),
        }),
      ),
    }),
  ),
});

test('each dashboard is a ConfigMap that Grafana’s sidecar finds, in our folder', async () => {
  const maps = (await rendered('everything')).filter(({ kind }) => kind === 'ConfigMap');
  expect(maps.map(({ metadata }) => metadata.name)).toEqual(
    ['api', 'live', 'namespaces', 'nodes', 'pipeline', 'scaling'].map(
      (name) => `observability-dashboard-${name}`,
    ),
  );
  for (const { metadata, data } of maps) {
    expect(metadata).toMatchObject({
      namespace: 'monitoring',
      labels: { grafana_dashboard: '1' },
      annotations: { grafana_folder: 'Tidecast' },
    });
    const [json] = Object.values(z.record(z.string(), z.string()).parse(data));
    expect(JSON.parse(json ?? '')).toMatchObject({ title: expect.stringContaining('Tidecast / ') });
  }
});

test('Argo CD is monitored from here, in the namespace where Pulumi puts it', async () => {
  const monitor = (await rendered('everything')).find(({ kind }) => kind === 'PodMonitor');
  expect(monitor).toMatchObject({
    metadata: { namespace: 'monitoring' },
    spec: {
      namespaceSelector: { matchNames: [secretNamespaces.argocd] },
      selector: { matchLabels: { 'app.kubernetes.io/part-of': 'argocd' } },
      jobLabel: 'app.kubernetes.io/name',
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }],
    },
  });
});

test('the pipeline’s dashboard asks for what is the stack’s', async () => {
  const text = JSON.stringify(await rendered('everything'));
  expect(text).toContain('tidecast-prod-transcoding-submit-0123456');
  expect(text).toContain('arn:aws:mediaconvert:ap-northeast-2:123456789012:queues/tidecast-prod');
  expect(text).toContain('/^tidecast-prod-/');
  expect(text).not.toMatch(/@\w+@/);
});

test('alerts keep their own templates, and lead to the runbooks', async () => {
  const alerts = alertsOf(await rendered('everything'));
  const headroom = alerts.find(({ alert }) => alert === 'HeadroomGone');
  expect(headroom?.annotations.runbook_url).toBe(
    'https://github.com/acme/tidecast/blob/main/docs/runbooks/headroom-gone.md',
  );
  const pending = alerts.find(({ alert }) => alert === 'PodPending');
  expect(pending?.annotations.summary).toContain('{{ $labels.pod }}');
});

test('a threshold takes the place of the rule’s own, and all others stay', async () => {
  const expr = async (fixture: string, name: string) =>
    alertsOf(await rendered(fixture)).find(({ alert }) => alert === name)?.expr;
  expect(await expr('everything', 'ApiLatencyHigh')).toMatch(/ > 1\s*$/);
  expect(await expr('some-of-it', 'ApiLatencyHigh')).toMatch(/ > 2\.5\s*$/);
  expect(await expr('everything', 'ClusterAtMaxNodes')).toContain('count(kube_node_info) >= 12\n');
  expect(await expr('some-of-it', 'ClusterAtMaxNodes')).toContain('count(kube_node_info) >= 6\n');
  expect(await expr('everything', 'KubeletCertificateExpiring')).toMatch(/ < 604800\s*$/);
});

test('what is not wanted is left out, and nothing else', async () => {
  const everything = await rendered('everything');
  const some = await rendered('some-of-it');
  const names = (manifests: readonly Manifest[]) => manifests.map(({ metadata }) => metadata.name);
  expect(names(everything).filter((name) => !names(some).includes(name))).toEqual([
    'observability-dashboard-live',
    'argocd',
  ]);
  const alerts = (manifests: readonly Manifest[]) => alertsOf(manifests).map(({ alert }) => alert);
  expect(alerts(everything).filter((name) => !alerts(some).includes(name))).toEqual([
    'KubeletCertificateExpiring',
  ]);
  const { stack } = z.object({ stack: z.unknown() }).parse(fixtures[0]?.values);
  const nothing = {
    stack,
    dashboards: { enabled: false },
    argocd: { monitor: false },
    rules: { enabled: false, runbooksUrl: 'https://wiki.acme.com' },
  };
  expect(await render(chart, release, nothing)).toEqual([]);
});
