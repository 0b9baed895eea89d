/** The way out that docs/deploy.md gives where Argo CD is gone: scripts/clear-cluster/main.ts, on a cluster. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { clearCluster } from '../../scripts/clear-cluster/clear-cluster.ts';
import { clusterObjects } from '../../scripts/clear-cluster/cluster-objects.ts';
import { refuseOtherCluster } from '../../scripts/clear-cluster/refuse-other-cluster.ts';
import { isAvailable } from '../src/cloud/availability.ts';
import { type LoadBalancers, startLoadBalancers } from '../src/cloud/load-balancers.ts';
import { type Nodes, startNodes } from '../src/cloud/nodes.ts';
import { type ControlPlane, startControlPlane } from '../src/control-plane/control-plane.ts';
import type { KubeObject } from '../src/control-plane/kube-objects.ts';
import { prepareDefinitions } from '../src/engines/definitions.ts';
import { prepareEngines } from '../src/engines/engines.ts';
import { until } from '../src/processes/until.ts';

const programs = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
] as const;
const report = console.log;
const group = {
  name: 'nodes',
  instanceType: 'm5.large',
  min: 1,
  max: 1,
  region: 'eu-west-1',
  zones: ['eu-west-1a'],
};

let directory: string;
let plane: ControlPlane;
let config: KubeConfig;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-clear-'));
  const engines = await prepareEngines(programs, { report });
  plane = await startControlPlane({ directory, engines });
  config = new KubeConfig();
  config.loadFromString(plane.kubeconfig);
  const { argocd, loadBalancerController } = await prepareDefinitions({ report });
  for (const folder of [argocd, loadBalancerController])
    await plane.kube.apply(await objectsIn(folder));
});
afterAll(async () => {
  await plane?.close();
  await rm(directory, { recursive: true, force: true });
});

const namespaces = ['argocd', 'monitoring', 'video'];

type Manifest = KubeObject & { readonly [field: string]: unknown };

/** What `pulumi up` and a sync leave, as far as it stands in the way of an end. */
function leftByArgoCd(stack = 'tidecast-dev'): Manifest[] {
  const finalizers = ['resources-finalizer.argocd.argoproj.io'];
  const argo = { apiVersion: 'argoproj.io/v1alpha1' };
  const application = (name: string, valuesObject?: object): Manifest => ({
    ...argo,
    kind: 'Application',
    metadata: { name, namespace: 'argocd', finalizers },
    spec: {
      project: 'default',
      destination: { server: 'https://kubernetes.default.svc', namespace: 'video' },
      source: {
        repoURL: 'https://github.com/acme/tidecast',
        path: 'argocd',
        ...(valuesObject && { helm: { valuesObject } }),
      },
    },
  });
  return [
    ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    application('tidecast', { cluster: { name: stack } }),
    application('api'),
    {
      ...argo,
      kind: 'AppProject',
      metadata: { name: 'platform', namespace: 'argocd', finalizers },
      spec: {},
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'api', namespace: 'video' },
      spec: {
        ingressClassName: 'alb',
        defaultBackend: { service: { name: 'api', port: { number: 80 } } },
        rules: [{ host: 'api.video.acme.com' }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv-metrics', finalizers: ['external-provisioner.volume.kubernetes.io/x'] },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '2Gi' },
        persistentVolumeReclaimPolicy: 'Delete',
        storageClassName: 'gp3',
        claimRef: { name: 'metrics', namespace: 'monitoring' },
        csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-0123456789abcdef0' },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'metrics', namespace: 'monitoring' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'gp3',
        volumeName: 'pv-metrics',
        resources: { requests: { storage: '2Gi' } },
      },
    },
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.metrics.k8s.io' },
      spec: {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { name: 'metrics-server', namespace: 'kube-system' },
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'aws-load-balancer-webhook' },
      webhooks: [
        {
          name: 'vingress.elbv2.k8s.aws',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Fail',
          clientConfig: {
            service: { name: 'aws-load-balancer-webhook-service', namespace: 'kube-system' },
          },
          rules: [
            {
              apiGroups: ['networking.k8s.io'],
              apiVersions: ['v1'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['ingresses'],
            },
          ],
        },
      ],
    },
  ];
}

async function objectsIn(folder: string): Promise<KubeObject[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()));
}

/** As `pulumi destroy` does, and waits. */
async function destroyNamespaces(): Promise<string[]> {
  const { kube } = plane;
  for (const name of namespaces) await kube.delete({ apiVersion: 'v1', kind: 'Namespace', name });
  const left = async () =>
    (await kube.list('v1', 'Namespace'))
      .map(({ metadata }) => metadata.name)
      .filter((name) => namespaces.includes(name));
  await until('the namespaces end', async () => (await left()).length === 0, 60_000).catch(
    () => undefined,
  );
  return left();
}

describe('with Argo CD and every controller gone', () => {
  beforeAll(() => plane.kube.apply(leftByArgoCd()));

  test('no namespace ends by itself', async () => {
    // Somebody had worked on the Ingress before.
    await plane.kube.patch(ingress, { metadata: { finalizers: ['ingress.k8s.aws/resources'] } });
    await plane.kube.patch(
      ingress,
      { status: { loadBalancer: { ingress: [{ hostname: 'k8s-api.elb.amazonaws.com' }] } } },
      { subresource: 'status' },
    );
    const { kube } = plane;
    for (const name of namespaces) await kube.delete({ apiVersion: 'v1', kind: 'Namespace', name });
    await until(
      'the namespace says what it waits for',
      async () => {
        const found = await kube.get<KubeObject & { status: unknown }>('v1', 'Namespace', 'argocd');
        return JSON.stringify(found?.status).includes('resources-finalizer.argocd.argoproj.io');
      },
      60_000,
    );
  });

  test('the script ends what nobody else would, and names what stays on AWS', async () => {
    const left = await clearCluster({ objects: clusterObjects(config), report });
    expect(left).toEqual({
      loadBalancers: ['k8s-api.elb.amazonaws.com'],
      records: ['api.video.acme.com'],
      volumes: ['vol-0123456789abcdef0'],
    });
  });

  test('then all that Pulumi deletes goes', async () => {
    expect(await destroyNamespaces()).toEqual([]);
  });

  test('run again, it finds nothing', async () => {
    const left = await clearCluster({ objects: clusterObjects(config), report });
    expect(left).toEqual({ loadBalancers: [], records: [], volumes: [] });
  });
});

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  name: 'api',
  namespace: 'video',
};

describe('with its controllers there', () => {
  let loadBalancers: LoadBalancers;
  let nodes: Nodes;
  beforeAll(async () => {
    await plane.kube.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'external-dns' } },
      ...leftByArgoCd().filter(({ kind }) => !kind.startsWith('Persistent')),
      deployment('aws-load-balancer-controller', 'kube-system'),
      deployment('external-dns', 'external-dns'),
    ]);
    nodes = await startNodes(plane.kube, { group });
    loadBalancers = await startLoadBalancers(plane, {
      region: 'eu-west-1',
      report,
    });
    await until(
      'the load balancer and external-dns',
      async () =>
        loadBalancers.all().some(({ goneAt }) => goneAt === undefined) &&
        (await isAvailable(plane.kube, { name: 'external-dns', namespace: 'external-dns' })),
      120_000,
    );
  });
  afterAll(async () => {
    await loadBalancers?.close();
    await nodes?.close();
  });

  test('load balancers and records are ended by those whose they are', async () => {
    const left = await clearCluster({ objects: clusterObjects(config), report });
    expect(left).toEqual({ loadBalancers: [], records: [], volumes: [] });
    expect(loadBalancers.all().filter(({ goneAt }) => goneAt === undefined)).toEqual([]);
    expect(await destroyNamespaces()).toEqual([]);
  });
});

test("a cluster that is not the stack's is refused by name", async () => {
  const objects = { list: async () => leftByArgoCd('tidecast-prod') };
  await expect(refuseOtherCluster(config, objects, 'dev')).rejects.toThrow(
    'is the cluster tidecast-prod, not tidecast-dev: choose another with --context.',
  );
  await refuseOtherCluster(config, objects, 'prod');
});

test('where the root Application is gone, the name in the kubeconfig counts', async () => {
  const nothing = { list: async () => [] };
  const named = (name: string) => ({
    getCurrentCluster: () => ({ name, server: 'https://127.0.0.1:1', skipTLSVerify: false }),
  });
  const arn = 'arn:aws:eks:eu-west-1:123456789012:cluster/tidecast-dev';
  await refuseOtherCluster(named(arn), nothing, 'dev');
  await expect(refuseOtherCluster(named('minikube'), nothing, 'dev')).rejects.toThrow(
    'https://127.0.0.1:1 is the cluster minikube, not tidecast-dev',
  );
});

function deployment(name: string, namespace: string): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: 'none' }] } },
    },
  };
}
