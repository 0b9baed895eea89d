import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { apiRoot, innerPaths } from '@tidecast/platform/delivery/api-paths';
import { connectionSeconds } from '@tidecast/platform/delivery/connections';
import { serviceAccounts } from '@tidecast/platform/gitops/service-accounts';
import { clusterSecrets } from '@tidecast/platform/gitops/values';
import { hostOf } from '@tidecast/platform/naming/hosts';
import { readConfig } from '../../apps/api/src/config.ts';
import { usualLimitSeconds } from '../../apps/api/src/lifecycle.ts';
import { renderChild } from '../rendering/applications.ts';
import { validFixtures } from '../rendering/fixtures.ts';
import { type Manifest, render } from '../rendering/helm.ts';
import { type Probe, podOf } from '../rendering/pods.ts';

const { playbackKey } = clusterSecrets;
const chart = new URL('./', import.meta.url);
const manifests = await renderChild('prod', 'api');

function one(kind: string, among: readonly Manifest[] = manifests) {
  const [found, ...others] = among.filter((manifest) => manifest.kind === kind);
  if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} ${kind}`);
  return found;
}

const deployment = one('Deployment');
const pod = podOf(deployment);
const container = pod?.containers[0];
const ingress = one('Ingress');
const annotation = (name: string) =>
  ingress.metadata.annotations?.[`alb.ingress.kubernetes.io/${name}`] ?? '';
const wave = ({ metadata }: Manifest) =>
  Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);

/** Seconds that a probe may fail before the kubelet acts on it. */
function patienceOf(probe: Probe | undefined): number {
  return Number(probe?.periodSeconds) * Number(probe?.failureThreshold);
}

/** The environment as the process finds it. */
function environment(): Record<string, string | undefined> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return Object.fromEntries(
    (container?.env ?? []).map(({ name, value, valueFrom }) => [name, valueFrom ? secret : value]),
  );
}

test('the API starts with the environment it is given', () => {
  expect(readConfig(environment())).toMatchObject({
    PUBLIC_ORIGIN: 'https://video.acme.com',
    VIDEOS_TABLE: 'tidecast-prod-videos',
    AWS_REGION: 'ap-northeast-2',
  });
  expect(container?.env).toContainEqual({
    name: 'CLOUDFRONT_PRIVATE_KEY',
    valueFrom: {
      secretKeyRef: { name: playbackKey.name, key: playbackKey.keys.privateKey },
    },
  });
  expect(deployment.metadata.namespace).toBe(playbackKey.namespace);
});

test('what reaches the pods goes to the ports that the API listens on', () => {
  const { PORT, METRICS_PORT } = readConfig(environment());
  expect(container?.ports).toEqual([
    { name: 'http', containerPort: PORT },
    { name: 'metrics', containerPort: METRICS_PORT },
  ]);
  expect(one('Service').spec).toMatchObject({
    type: 'ClusterIP',
    ports: [{ name: 'http', port: PORT, targetPort: 'http' }],
  });
  expect(one('PodMonitor').spec).toMatchObject({
    podMetricsEndpoints: [{ port: 'metrics', path: innerPaths.metrics }],
  });
  expect(one('NetworkPolicy').spec).toMatchObject({
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: [{ port: PORT }] },
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
          },
        ],
        ports: [{ port: METRICS_PORT }],
      },
    ],
  });
});

test('Service, monitor, budget, policy and spread all speak of the very pods', () => {
  const { template } = deployment.spec as {
    template: { metadata: { labels: Record<string, string> } };
  };
  const selector = {
    'app.kubernetes.io/name': 'api',
    'app.kubernetes.io/instance': 'api',
  };
  expect(template.metadata.labels).toMatchObject(selector);
  expect(one('Service').spec).toMatchObject({ selector });
  expect(one('NetworkPolicy').spec).toMatchObject({ podSelector: { matchLabels: selector } });
  for (const kind of ['Deployment', 'PodMonitor', 'PodDisruptionBudget']) {
    expect(one(kind).spec).toMatchObject({ selector: { matchLabels: selector } });
  }
  expect(pod).toMatchObject({
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { podAffinityTerm: { topologyKey: 'kubernetes.io/hostname' } },
        ],
      },
    },
    topologySpreadConstraints: [
      { topologyKey: 'topology.kubernetes.io/zone', labelSelector: { matchLabels: selector } },
    ],
  });
});

test('the pods take the role that Pulumi made for them, and no other token', () => {
  const { name, namespace } = serviceAccounts.api;
  expect(one('ServiceAccount')).toMatchObject({
    metadata: {
      name,
      namespace,
      annotations: {
        'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/tidecast-prod-api',
      },
    },
    automountServiceAccountToken: false,
  });
  expect(pod).toMatchObject({ serviceAccountName: name, automountServiceAccountToken: false });
});

test('the autoscaler alone rules the number of pods, and where it is off, the value does', async () => {
  expect(deployment.spec).not.toHaveProperty('replicas');
  expect(one('HorizontalPodAutoscaler').spec).toMatchObject({
    scaleTargetRef: { kind: 'Deployment', name: deployment.metadata.name },
    minReplicas: 2,
    maxReplicas: 12,
    metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 50 } } }],
    behavior: {
      scaleUp: { stabilizationWindowSeconds: 0 },
      scaleDown: { stabilizationWindowSeconds: 300 },
    },
  });
  const fixtures = await validFixtures(chart);
  const bare = fixtures.find(({ name }) => name === 'nothing-but-pods');
  const objects = await render(chart, { name: 'api', namespace: 'video' }, bare?.values);
  expect(objects.map(({ kind }) => kind)).toEqual(['Deployment']);
  expect(one('Deployment', objects).spec).toMatchObject({ replicas: 3 });
});

test('a rollout removes no replica before the next one serves, and keeps two old revisions', () => {
  expect(deployment.spec).toMatchObject({
    revisionHistoryLimit: 2,
    strategy: { rollingUpdate: { maxUnavailable: 0 } },
  });
  expect(one('PodDisruptionBudget').spec).toMatchObject({ maxUnavailable: 1 });
});

test('a process has time to start and to be busy, and none to be sent requests that it fails', () => {
  const { startupProbe, readinessProbe, livenessProbe } = container ?? {};
  expect(startupProbe?.httpGet.path).toBe(innerPaths.alive);
  expect(livenessProbe?.httpGet.path).toBe(innerPaths.alive);
  expect(readinessProbe?.httpGet.path).toBe(innerPaths.ready);
  // What takes a second alone may take most of a minute on a busy node, and whoever is killed for
  // it starts from nothing.
  expect(patienceOf(startupProbe)).toBeGreaterThanOrEqual(60);
  expect(patienceOf(livenessProbe)).toBeGreaterThanOrEqual(30);
  expect(patienceOf(readinessProbe)).toBeLessThanOrEqual(10);
  // A rollout is as slow as its starts are found slowly.
  expect(startupProbe?.periodSeconds).toBe(1);
});

test('a pod that leaves has time for all that it still does, and the load balancer waits for it', () => {
  const pause = container?.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const { DRAIN_SECONDS } = readConfig(environment());
  const gracePeriod = Number(pod?.terminationGracePeriodSeconds);
  // It cuts off requests, and then gives up on work behind them.
  const slowest = pause + DRAIN_SECONDS + 2 * usualLimitSeconds;
  expect(gracePeriod).toBeGreaterThan(slowest);
  // Deregistering takes a controller some seconds: until then, requests still come.
  expect(pause + DRAIN_SECONDS).toBeGreaterThanOrEqual(20);
  expect(annotation('target-group-attributes')).toBe(
    `deregistration_delay.timeout_seconds=${gracePeriod}`,
  );
});

test('the load balancer lets CloudFront in by TLS 1.3, to the API alone', () => {
  expect(annotation('listen-ports')).toBe('[{"HTTPS":443}]');
  expect(annotation('ssl-policy')).toMatch(/^ELBSecurityPolicy-TLS13-/);
  expect(annotation('certificate-arn')).toMatch(/^arn:aws:acm:/);
  expect(annotation('security-groups')).toBe('sg-0123456789abcdef0');
  expect(annotation('manage-backend-security-group-rules')).toBe('true');
  expect(annotation('target-type')).toBe('ip');
  expect(annotation('healthcheck-path')).toBe(innerPaths.ready);
  expect(ingress.spec).toMatchObject({
    ingressClassName: 'alb',
    rules: [
      {
        host: hostOf('api', 'video.acme.com'),
        http: {
          paths: [{ path: apiRoot, backend: { service: { name: 'api', port: { name: 'http' } } } }],
        },
      },
    ],
  });
  const idle = /idle_timeout\.timeout_seconds=(\d+)/.exec(annotation('load-balancer-attributes'));
  expect(Number(idle?.[1])).toBe(connectionSeconds.loadBalancerIdle);
});

test('what the pods need is there before them, and they wait for no load balancer', () => {
  for (const kind of ['Service', 'ServiceAccount', 'NetworkPolicy']) {
    expect(wave(one(kind))).toBeLessThan(wave(deployment));
  }
  // Nothing of the last wave is waited for.
  expect(wave(ingress)).toBe(Math.max(...manifests.map(wave)));
});

test('a pod is ready when the load balancer says so, too', () => {
  expect(deployment.spec).toMatchObject({
    template: {
      metadata: { labels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } },
    },
  });
});
