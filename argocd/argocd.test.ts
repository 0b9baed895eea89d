import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { serviceAccounts } from '@tidecast/platform/gitops/service-accounts';
import { clusterSecrets, secretNamespaces } from '@tidecast/platform/gitops/values';
import { hostOf } from '@tidecast/platform/naming/hosts';
import { notificationSchema } from '@tidecast/platform/notifications/messages';
import {
  type Application,
  isApplication,
  renderRoot,
  rootChart,
} from '../charts/rendering/applications.ts';
import { gitOpsValues } from '../charts/rendering/gitops-values.ts';
import { type Manifest, render } from '../charts/rendering/helm.ts';
import { bootstrapProjectSpec, rootApplicationSpec } from '../infra/gitops/root-application.ts';

type Tree = Readonly<Record<string, unknown>>;

const manifests = await renderRoot('prod');
const applications = manifests.filter(isApplication);
const foreign = applications.filter(({ spec }) => spec.source.chart);

function application(name: string): Application {
  const found = applications.find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`There is no Application ${name}`);
  return found;
}

function values(name: string): Tree {
  return application(name).spec.source.helm.valuesObject ?? {};
}

const wave = ({ metadata }: Manifest) =>
  Number(metadata.annotations?.['argocd.argoproj.io/sync-wave']);

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every object within a value that satisfies the test, however deep. */
function search(value: unknown, wanted: (tree: Tree) => boolean): Tree[] {
  if (Array.isArray(value)) return value.flatMap((item) => search(item, wanted));
  if (!isTree(value)) return [];
  const below = Object.values(value).flatMap((item) => search(item, wanted));
  return wanted(value) ? [value, ...below] : below;
}

test('the schema asks for exactly what Pulumi hands over', async () => {
  const schema: Tree = JSON.parse(await readFile(new URL('values.schema.json', rootChart), 'utf8'));
  /** What must be handed over, and with `may` what else is taken: the API has defaults for it. */
  const asked = (tree: unknown, path: string, may: 'must' | 'may'): string[] => {
    if (!isTree(tree) || !isTree(tree.properties)) return [path];
    expect({ path, closed: tree.additionalProperties }).toEqual({ path, closed: false });
    const required = new Set(tree.required as string[]);
    return Object.entries(tree.properties).flatMap(([key, property]) =>
      may === 'may' || required.has(key) ? asked(property, `${path}/${key}`, may) : [],
    );
  };
  const given = (value: unknown, path: string): string[] =>
    isTree(value)
      ? Object.entries(value).flatMap(([key, item]) => given(item, `${path}/${key}`))
      : [path];
  const handedOver = given(gitOpsValues('prod'), '');
  expect(handedOver).toEqual(expect.arrayContaining(asked(schema, '', 'must')));
  expect(asked(schema, '', 'may')).toEqual(expect.arrayContaining(handedOver));
});

test('the API gets exactly the values that its own chart accepts', async () => {
  const environmentOf = async (file: URL, path: readonly string[]) =>
    path.reduce<unknown>(
      (tree, key) => (isTree(tree) && isTree(tree.properties) ? tree.properties[key] : undefined),
      JSON.parse(await readFile(file, 'utf8')),
    );
  const chart = new URL('../charts/api/values.schema.json', rootChart);
  const here = new URL('values.schema.json', rootChart);
  expect(await environmentOf(here, ['api', 'environment'])).toEqual(
    await environmentOf(chart, ['environment']),
  );
});

test('everything is kept as git says, with bounded retries', () => {
  expect(applications.map(({ metadata }) => metadata.name).sort()).toEqual(
    expect.arrayContaining(['api', 'kube-prometheus-stack', 'overprovisioner']),
  );
  for (const { metadata, spec } of applications) {
    expect(metadata).toMatchObject({
      namespace: 'argocd',
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    });
    // One whose rendering is never the same twice would be healed into something that does not fit.
    const rendersAnew = metadata.name === 'aws-load-balancer-controller';
    expect(spec.syncPolicy.automated).toEqual({ prune: true, selfHeal: !rendersAnew });
    expect(spec.syncPolicy.retry.limit).toBeGreaterThan(0);
    expect(spec.syncPolicy.syncOptions).toContain('ServerSideApply=true');
  }
});

test('our charts come from the branch that is rolled out, those of others in one version', () => {
  for (const { spec } of applications) {
    const { chart, path, targetRevision, repoURL } = spec.source;
    if (path) expect({ repoURL, targetRevision }).toEqual(gitBranch());
    else
      expect({ chart, targetRevision }).toEqual({
        chart,
        targetRevision: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      });
  }
  expect(application('api').spec.source.helm.valueFiles).toEqual(['values-image.yaml']);
});

function gitBranch() {
  const { repoUrl, revision } = gitOpsValues('prod').git;
  return { repoURL: repoUrl, targetRevision: revision };
}

test('a project names every source, place and kind, and each Application keeps to its own', () => {
  interface Project extends Manifest {
    readonly spec: {
      readonly sourceRepos: readonly string[];
      readonly destinations: readonly Tree[];
      readonly clusterResourceWhitelist: readonly Tree[];
    };
  }
  const projects = manifests.filter((found): found is Project => found.kind === 'AppProject');
  expect(JSON.stringify(projects)).not.toContain('*');
  for (const { metadata, spec } of applications) {
    const project = projects.find((found) => found.metadata.name === spec.project);
    expect({ name: metadata.name, sources: project?.spec.sourceRepos }).toEqual({
      name: metadata.name,
      sources: expect.arrayContaining([spec.source.repoURL]),
    });
    expect(project?.spec.destinations).toContainEqual(spec.destination);
  }
});

test('the root makes what its own project lets it make, where it lets it', () => {
  const { git } = gitOpsValues('prod');
  const project = bootstrapProjectSpec(git, secretNamespaces.argocd);
  for (const { apiVersion, kind, metadata } of manifests) {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    const { namespace } = metadata;
    expect(
      namespace ? project.namespaceResourceWhitelist : project.clusterResourceWhitelist,
    ).toContainEqual({ group, kind });
    if (namespace) expect(project.destinations.map((to) => to.namespace)).toContain(namespace);
  }
  const { source } = rootApplicationSpec(gitOpsValues('prod'), secretNamespaces.argocd);
  expect(new URL(`../${source.path}/`, import.meta.url)).toEqual(rootChart);
});

test('every namespace is made by somebody, and guarded', () => {
  const made = manifests.filter(({ kind }) => kind === 'Namespace');
  const there = [...Object.values(secretNamespaces), 'kube-system'];
  const names = new Set([...made.map(({ metadata }) => metadata.name), ...there]);
  for (const { spec } of applications) expect(names).toContain(spec.destination.namespace);
  for (const { metadata } of made) {
    expect(there).not.toContain(metadata.name);
    expect(metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe('restricted');
  }
});

test('what others need comes first, and so goes last', () => {
  const first = (name: string, ...others: readonly Manifest[]) => {
    const tooEarly = others.filter((other) => wave(other) <= wave(application(name)));
    expect({ name, tooEarly: tooEarly.map(({ metadata }) => metadata.name) }).toEqual({
      name,
      tooEarly: [],
    });
  };
  const monitored = foreign.filter(
    ({ spec }) =>
      search(spec.source.helm.valuesObject, (tree) => isTree(tree.serviceMonitor)).length > 0,
  );
  expect(monitored).toHaveLength(4);
  const ingresses = manifests.filter(({ kind }) => kind === 'Ingress');
  const reached = [application('api'), application('kube-prometheus-stack'), ...ingresses];
  first('prometheus-operator-crds', ...monitored, ...reached, application('observability'));
  first('aws-load-balancer-controller', ...reached);
  first('external-dns', ...reached);
  first('metrics-server', application('api'));
  first('overprovisioner', application('api'));
  // Without a released image the API does not become healthy: nothing may wait for it.
  const last = Math.max(...applications.map(wave));
  expect(wave(application('api'))).toBe(last);
  for (const found of manifests.filter(({ kind }) => ['AppProject', 'Namespace'].includes(kind))) {
    expect(wave(found)).toBeLessThan(Math.min(...applications.map(wave)));
  }
});

test('every certificate that is drawn anew is left as it is: both halves of that stand together', () => {
  const { ignoreDifferences, syncPolicy } = application('aws-load-balancer-controller').spec;
  const bundle = { jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle'] };
  expect(ignoreDifferences).toEqual([
    { kind: 'Secret', name: 'aws-load-balancer-tls', jsonPointers: ['/data'] },
    { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration', ...bundle },
    { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration', ...bundle },
  ]);
  expect(syncPolicy.syncOptions).toContain('RespectIgnoreDifferences=true');
  expect(values('kube-prometheus-stack')).toMatchObject({
    prometheusOperator: { admissionWebhooks: { enabled: false }, tls: { enabled: false } },
  });
});

test('each workload has the name and the role that Pulumi made for it', () => {
  const { roles } = gitOpsValues('prod');
  const bearers = {
    awsLoadBalancerController: ['aws-load-balancer-controller'],
    clusterAutoscaler: ['cluster-autoscaler', 'rbac'],
    externalDns: ['external-dns'],
    alertmanager: ['kube-prometheus-stack', 'alertmanager'],
    grafana: ['kube-prometheus-stack', 'grafana'],
  } as const;
  for (const [workload, [name, ...path]] of Object.entries(bearers)) {
    const { namespace, name: account } = serviceAccounts[workload as keyof typeof bearers];
    expect(application(name).spec.destination.namespace).toBe(namespace);
    const tree = path.reduce<unknown>((at, key) => (isTree(at) ? at[key] : at), values(name));
    expect(tree).toMatchObject({
      serviceAccount: {
        name: account,
        annotations: { 'eks.amazonaws.com/role-arn': roles[workload as keyof typeof bearers] },
      },
    });
  }
});

test('Argo CD and Grafana share one load balancer, of which both say the same', () => {
  const argocd = manifests.find(({ kind }) => kind === 'Ingress');
  const { grafana } = values('kube-prometheus-stack') as {
    grafana: { ingress: { annotations: Record<string, string>; hosts: string[] } };
  };
  const alone = ['argocd.argoproj.io/sync-wave', 'alb.ingress.kubernetes.io/healthcheck-path'];
  const shared = (annotations: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(annotations).filter(([key]) => !alone.includes(key)));
  expect(shared(argocd?.metadata.annotations)).toEqual(shared(grafana.ingress.annotations));
  expect(shared(grafana.ingress.annotations)).toMatchObject({
    'alb.ingress.kubernetes.io/group.name': 'tidecast-admin',
    'alb.ingress.kubernetes.io/security-groups': 'sg-0123456789abcdef1',
    'alb.ingress.kubernetes.io/ssl-policy': expect.stringMatching(/^ELBSecurityPolicy-TLS13-/),
    'alb.ingress.kubernetes.io/ssl-redirect': '443',
    'alb.ingress.kubernetes.io/manage-backend-security-group-rules': 'true',
  });
  expect(grafana.ingress.hosts).toEqual([hostOf('grafana', 'video.acme.com')]);
  expect(argocd?.spec).toMatchObject({
    rules: [
      {
        host: hostOf('argocd', 'video.acme.com'),
        http: {
          paths: [{ backend: { service: { name: 'argocd-server', port: { number: 80 } } } }],
        },
      },
    ],
  });
});

test('people sign in to Grafana with Cognito, members of one group alone', () => {
  const { name, namespace, keys } = clusterSecrets.grafana;
  expect(application('kube-prometheus-stack').spec.destination.namespace).toBe(namespace);
  const secret = (key: string) => ({ secretKeyRef: { name, key } });
  expect(values('kube-prometheus-stack').grafana).toMatchObject({
    admin: { existingSecret: name, userKey: keys.user, passwordKey: keys.password },
    envValueFrom: {
      GF_AUTH_GENERIC_OAUTH_CLIENT_ID: secret(keys.clientId),
      GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: secret(keys.clientSecret),
    },
    'grafana.ini': {
      server: { root_url: `https://${hostOf('grafana', 'video.acme.com')}` },
      auth: { disable_login_form: true },
      'auth.generic_oauth': {
        enabled: true,
        auth_url: 'https://tidecast-prod.auth.ap-northeast-2.amazoncognito.com/oauth2/authorize',
        role_attribute_path: `contains("cognito:groups"[*], 'admins') && 'Admin'`,
        role_attribute_strict: true,
      },
    },
  });
});

test('alerts go to the topic, signed by the role of their sender', () => {
  const { alertmanager } = values('kube-prometheus-stack') as {
    alertmanager: { config: { route: { receiver: string }; receivers: Tree[] } };
  };
  const { route, receivers } = alertmanager.config;
  expect(receivers.find(({ name }) => name === route.receiver)).toMatchObject({
    sns_configs: [
      {
        topic_arn: 'arn:aws:sns:ap-northeast-2:123456789012:tidecast-prod-alerts',
        sigv4: { region: 'ap-northeast-2' },
        send_resolved: true,
      },
    ],
  });
});

test('the notifier understands what Alertmanager writes', async () => {
  const [receiver] = search(values('kube-prometheus-stack'), (tree) => 'topic_arn' in tree);
  const chart = new URL('../charts/test/go-template/', import.meta.url);
  const alert = {
    Status: 'firing',
    Labels: { alertname: 'ApiErrorRatioHigh', severity: 'critical' },
    Annotations: { summary: '5 % of "all"\nfail', description: 'a < b', runbook_url: '' },
    StartsAt: '2026-01-31T08:00:00Z',
  };
  const data = { Status: 'firing', Alerts: [alert, { ...alert, Status: 'resolved' }] };
  const release = { name: 'alertmanager', namespace: 'monitoring' };
  const [message] = await render(chart, release, { template: receiver?.message, data });
  const understood = {
    name: 'ApiErrorRatioHigh',
    status: 'firing',
    severity: 'critical',
    summary: '5 % of "all"\nfail',
    description: 'a < b',
    runbookUrl: '',
    startsAt: '2026-01-31T08:00:00Z',
  };
  expect(notificationSchema.parse(message)).toEqual({
    kind: 'alerts',
    status: 'firing',
    alerts: [understood, { ...understood, status: 'resolved' }],
  });
});

test('Prometheus sees every monitor, keeps what its volume holds, and leaves no volume behind', () => {
  const { prometheus, alertmanager } = values('kube-prometheus-stack') as {
    prometheus: { prometheusSpec: Tree };
    alertmanager: { alertmanagerSpec: Tree };
  };
  const { prometheusSpec } = prometheus;
  for (const monitor of ['podMonitor', 'probe', 'rule', 'scrapeConfig', 'serviceMonitor']) {
    expect(prometheusSpec[`${monitor}SelectorNilUsesHelmValues`]).toBe(false);
  }
  expect(prometheusSpec).toMatchObject({ retention: '15d', retentionSize: '24GB' });
  const claims = search([prometheusSpec, alertmanager], (tree) => 'storageClassName' in tree);
  expect(claims.map((claim) => [claim.storageClassName, claim.resources])).toEqual([
    ['gp3', { requests: { storage: '30Gi' } }],
    ['gp3', { requests: { storage: '2Gi' } }],
  ]);
  for (const spec of [prometheusSpec, alertmanager.alertmanagerSpec]) {
    expect(spec.persistentVolumeClaimRetentionPolicy).toMatchObject({ whenDeleted: 'Delete' });
  }
});

test('names are written for our domain alone, and taken away again', () => {
  expect(values('external-dns')).toMatchObject({
    policy: 'sync',
    txtOwnerId: 'tidecast-prod',
    domainFilters: ['video.acme.com'],
    sources: ['ingress'],
  });
});

test('the autoscaler is of the minor version of its cluster', async () => {
  for (const stack of ['dev', 'prod'] as const) {
    const { version } = gitOpsValues(stack).cluster;
    const [found] = (await renderRoot(stack))
      .filter(isApplication)
      .filter(({ metadata }) => metadata.name === 'cluster-autoscaler');
    expect(found?.spec.source.helm.valuesObject).toMatchObject({
      image: { tag: expect.stringMatching(new RegExp(`^v${version}\\.\\d+$`)) },
      extraArgs: { 'expendable-pods-priority-cutoff': -10 },
    });
  }
});

test('whatever runs asks for resources, within a memory limit', () => {
  const running = foreign.filter(({ metadata }) => metadata.name !== 'prometheus-operator-crds');
  expect(running).toHaveLength(5);
  for (const { metadata, spec } of running) {
    const { valuesObject } = spec.source.helm;
    const resources = search(valuesObject, (tree) => 'limits' in tree || 'requests' in tree);
    const ofPods = resources.filter(({ requests }) => !(isTree(requests) && 'storage' in requests));
    expect({ name: metadata.name, some: ofPods.length > 0 }).toMatchObject({ some: true });
    for (const found of ofPods) {
      expect(found).toEqual({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
    }
  }
});
