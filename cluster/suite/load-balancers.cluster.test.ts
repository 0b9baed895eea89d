/** What stands in for the load balancer controller, as everything else of the suite relies on it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Closers } from '../../local/src/start/closers.ts';
import { type DnsRecords, startDnsRecords } from '../src/cloud/dns-records.ts';
import { type LoadBalancers, startLoadBalancers } from '../src/cloud/load-balancers.ts';
import { startNodes } from '../src/cloud/nodes.ts';
import { type ControlPlane, startControlPlane } from '../src/control-plane/control-plane.ts';
import { holds, type KubeObject, manifest, type Pod } from '../src/control-plane/kube-objects.ts';
import { prepareEngines } from '../src/engines/engines.ts';
import { until } from '../src/processes/until.ts';
import { makeCertificates } from '../src/remote/certificates.ts';
import { deployment, ingressOf, podsReady, serviceOf, soon } from './steps/objects.ts';

const region = 'ap-northeast-2';

let directory: string;
let plane: ControlPlane;
let balancers: LoadBalancers;
let records: DnsRecords;
const closers = new Closers();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-suite-'));
  closers.add(() => rm(directory, { recursive: true, force: true }));
  const engines = await prepareEngines(
    ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'],
    { report: console.log },
  );
  plane = closers.keep(await startControlPlane({ directory, engines, webhooks: true }));
  const group = {
    ...{ name: 'nodes', instanceType: 'm5.large', min: 2, max: 2, region },
    zones: ['a', 'b'].map((letter) => region + letter),
  };
  closers.keep(await startNodes(plane.kube, { group }));
  balancers = closers.keep(await startLoadBalancers(plane, { region }));
  records = closers.keep(await startDnsRecords(plane.kube, { deployment: null, eventSeconds: 1 }));
});

afterAll(() => closers.close());

let namespace: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  namespace = `test-${count}`;
  await plane.kube.apply([manifest('v1', 'Namespace', { name: namespace }, {})]);
});

test('an Ingress gets an address while its controller is there, and is let go only by it', async () => {
  const controller = { namespace: 'kube-system', name: 'aws-load-balancer-controller' };
  const ours = () => balancers.all().filter(({ name }) => name === 'shared');
  const find = (name: string) =>
    plane.kube.get<KubeObject & { status?: { loadBalancer?: { ingress?: object[] } } }>(
      ...(['networking.k8s.io/v1', 'Ingress', name, namespace] as const),
    );
  const remove = (name: string) =>
    plane.kube.delete({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name, namespace });
  const gone = (name: string) =>
    until(`Ingress ${name} to be gone`, async () => (await find(name)) === undefined, soon);
  const addressed = (name: string) =>
    until(
      `an address of Ingress ${name}`,
      async () => (await find(name))?.status?.loadBalancer?.ingress?.[0],
      soon,
    );
  await plane.kube.apply([
    ingressOf(namespace, 'one', 'one.example.com', 'shared'),
    ingressOf(namespace, 'two', 'two.example.com', 'shared'),
    ingressOf(namespace, 'other', 'other.example.com'),
  ]);
  expect(ours()).toEqual([]);
  await plane.kube.apply([deployment(controller.namespace, controller.name, { replicas: 1 })]);
  const addresses = await Promise.all(['one', 'two', 'other'].map(addressed));
  expect(addresses[0]).toEqual(addresses[1]);
  expect(addresses[0]).not.toEqual(addresses[2]);
  expect((await find('one'))?.metadata.finalizers).toEqual(['group.ingress.k8s.aws/shared']);
  expect((await find('other'))?.metadata.finalizers).toEqual(['ingress.k8s.aws/resources']);
  await until('records of all', async () => records.current().length === 3, soon);

  await remove('one');
  await gone('one');
  expect(ours()).toMatchObject([{ hostname: expect.stringContaining(`.${region}.elb.`) }]);
  expect(ours()[0]?.goneAt).toBeUndefined();
  balancers.fail();
  await remove('two');
  await until(
    'a deletion that waits',
    async () => (await find('two'))?.metadata.deletionTimestamp,
    soon,
  );
  expect((await find('two'))?.metadata.finalizers).toHaveLength(1);
  balancers.recover();
  await gone('two');
  expect(ours()[0]?.goneAt).toBeDefined();
  await remove('other');
  await gone('other');
  await until('the records to be gone', async () => records.current().length === 0, soon);
});

test('webhooks of the load balancer controller answer, give pods their gates, and can fail', async () => {
  const service = { namespace: 'kube-system', name: 'aws-load-balancer-webhook-service' };
  const { authority, certificate, key } = await makeCertificates([
    `${service.name}.${service.namespace}.svc`,
  ]);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const webhook = (name: string, path: string, rule: object, more: object = {}) => ({
    ...{ name, failurePolicy: 'Fail', sideEffects: 'None', admissionReviewVersions: ['v1'] },
    clientConfig: { caBundle: base64(authority), service: { ...service, path } },
    rules: [{ apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], ...rule }],
    ...more,
  });
  const here = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  };
  const registration = 'admissionregistration.k8s.io/v1';
  await plane.kube.apply([
    deployment(service.namespace, 'aws-load-balancer-controller', { replicas: 1 }),
    manifest(
      'v1',
      'Secret',
      { name: 'aws-load-balancer-tls', namespace: service.namespace },
      {
        type: 'kubernetes.io/tls',
        data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) },
      },
    ),
    serviceOf(service.namespace, service.name, 'aws-load-balancer-controller', 443),
    manifest(
      ...([registration, 'ValidatingWebhookConfiguration', { name: 'balancers' }] as const),
      {
        webhooks: [
          webhook(
            'vingress.elbv2.k8s.aws',
            '/validate-networking-v1-ingress',
            { apiGroups: ['networking.k8s.io'], resources: ['ingresses'] },
            here,
          ),
        ],
      },
    ),
    manifest(...([registration, 'MutatingWebhookConfiguration', { name: 'balancers' }] as const), {
      webhooks: [
        webhook(
          'mpod.elbv2.k8s.aws',
          '/mutate-v1-pod',
          { apiGroups: [''], resources: ['pods'], operations: ['CREATE'] },
          here,
        ),
      ],
    }),
    serviceOf(namespace, 'web', 'web', 80),
  ]);
  const ingress = ingressOf(namespace, 'web', 'web.example.com');
  await until(
    'the webhooks to answer',
    async () => {
      await plane.kube.apply([ingress]);
      return true;
    },
    soon,
  );
  await plane.kube.apply([deployment(namespace, 'web', {})]);
  await podsReady(plane.kube, { namespace, name: 'web', replicas: 2 });
  const [pod] = await plane.kube.list<Pod>('v1', 'Pod', { namespace });
  const [gate] = pod?.spec.readinessGates ?? [];
  expect(gate?.conditionType).toMatch(/^target-health\.elbv2\.k8s\.aws\/k8s-/);
  expect(holds(pod?.status?.conditions, gate?.conditionType ?? '')).toBe(true);

  balancers.fail();
  const error = await until(
    'an Ingress to be refused',
    () =>
      plane.kube.apply([ingressOf(namespace, 'late', 'late.example.com')], { dryRun: true }).then(
        () => undefined,
        (refusal: Error) => refusal,
      ),
    soon,
  );
  expect(error.message).toContain('failed calling webhook "vingress.elbv2.k8s.aws"');
  balancers.recover();
  await until(
    'an Ingress to be taken',
    async () => {
      await plane.kube.apply([ingress]);
      return true;
    },
    soon,
  );
  for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'])
    await plane.kube.delete({ apiVersion: registration, kind, name: 'balancers' });
});
