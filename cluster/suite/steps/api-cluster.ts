import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Application,
  isApplication,
  renderApplication,
  rootChart,
} from '../../../charts/rendering/applications.ts';
import { type Manifest, render } from '../../../charts/rendering/helm.ts';
import type { Edge } from '../../../local/src/edge/edge.ts';
import { Closers } from '../../../local/src/start/closers.ts';
import { type Account, startAccount } from '../../src/account/account.ts';
import { readFunctions, readSite, type StackSite } from '../../src/account/stack-resources.ts';
import { buildBundle } from '../../src/api/api-image.ts';
import { type LoadBalancer, startLoadBalancer } from '../../src/api/load-balancer.ts';
import { type PodProcesses, startPodProcesses } from '../../src/api/pod-processes.ts';
import { startLoadBalancers } from '../../src/cloud/load-balancers.ts';
import { type Nodes, startNodes } from '../../src/cloud/nodes.ts';
import { startControlPlane } from '../../src/control-plane/control-plane.ts';
import type { Kube } from '../../src/control-plane/kube.ts';
import {
  type Deployment,
  type KubeObject,
  manifest,
  type Pod,
} from '../../src/control-plane/kube-objects.ts';
import { prepareEngines } from '../../src/engines/engines.ts';
import { until } from '../../src/processes/until.ts';
import { makeStack } from './made-stack.ts';

const namespace = 'video';
const labels = { 'app.kubernetes.io/name': 'api' };
const where = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'api' };
const region = 'ap-northeast-2';
/** What the load balancer controller's webhook adds to a pod: its name is made of the target group. */
const readinessGates = [{ conditionType: 'target-health.elbv2.k8s.aws/k8s-video-api' }];

/** A cluster that runs the API of a stack whose AWS things are in an emulated account. */
export interface ApiCluster {
  readonly kube: Kube;
  readonly nodes: Nodes;
  readonly account: Account;
  readonly processes: PodProcesses;
  readonly balancer: LoadBalancer;
  readonly site: StackSite;
  readonly edge: Edge;
  /** What was reported of pods. */
  readonly lines: readonly string[];
  readonly directory: string;
  /** An image of the API gets a tag. */
  push(tag: string): void;
  /** Applies the chart with a tag. */
  release(tag: string): Promise<void>;
  /** Waits until all pods are of the tag, and no other is left. */
  released(tag: string, limitMs: number): Promise<void>;
  pods(): Promise<Pod[]>;
  deployment(): Promise<Deployment | undefined>;
  close(): Promise<void>;
}

export async function startApiCluster(): Promise<ApiCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-api-'));
  const closers = new Closers();
  closers.add(() => rm(directory, { recursive: true, force: true }));
  try {
    const lines: string[] = [];
    const report = (line: string) => void lines.push(line);
    const account = closers.keep(
      await startAccount({ directory: join(directory, 'account'), log: report }),
    );
    const { resources, kubernetes } = await makeStack('dev', account.sdkEnvironment);
    await account.run(readFunctions(resources));
    const objects = kubernetes
      .map(({ inputs }) => inputs as KubeObject)
      .filter(({ kind }) => ['Namespace', 'Secret'].includes(kind))
      .filter(({ metadata }) => [metadata.name, metadata.namespace].includes(namespace));
    const root = kubernetes
      .map(({ inputs }) => inputs as Manifest)
      .find((one): one is Application => one.kind === 'Application');
    if (!root) throw new Error('the stack has no root Application');
    const children = (
      await render(
        rootChart,
        { name: 'tidecast', namespace: 'argocd' },
        root.spec.source.helm.valuesObject,
      )
    ).filter(isApplication);
    const child = (name: string): Application => {
      const found = children.find(({ metadata }) => metadata.name === name);
      if (!found) throw new Error(`there is no Application ${name}`);
      return found;
    };

    const bundle = join(directory, 'bundle');
    const images = new Map<string, string>();
    const [plane] = await Promise.all([
      prepareEngines(
        ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'],
        { report: console.log },
      ).then(async (engines) =>
        closers.keep(
          await startControlPlane({
            directory: join(directory, 'control-plane'),
            engines,
            pods: { keptFromKwok: [{ namespace, labels }] },
            autoscalingSeconds: 2,
          }),
        ),
      ),
      buildBundle(bundle),
    ]);
    const { kube } = plane;
    const nodes = closers.keep(
      await startNodes(kube, {
        group: {
          ...{ name: 'nodes', instanceType: 'm5.large', min: 3, max: 4, region },
          zones: ['a', 'b', 'c'].map((letter) => region + letter),
        },
      }),
    );
    closers.keep(await startLoadBalancers(plane, { region, deployment: null }));
    const priorities = (await renderApplication(child('overprovisioner'))).filter(
      ({ kind }) => kind === 'PriorityClass',
    );
    await kube.apply([...objects, ...priorities.map(withoutNamespace)]);
    const processes = closers.keep(
      await startPodProcesses({
        ...{ kube, namespace, labels, images, report },
        roleEnvironment: account.roleEnvironment,
        directory: join(directory, 'pods'),
        backoffMs: 1_000,
      }),
    );
    const balancer = closers.keep(
      await startLoadBalancer({
        ...{ kube, namespace, ingress: 'api' },
        endpoints: () => processes.endpoints(),
      }),
    );
    const site = readSite(resources);
    const edge = closers.keep(await account.serve({ site, apiUrl: () => balancer.url }));
    const pods = () =>
      kube.list<Pod>('v1', 'Pod', { namespace, labelSelector: 'app.kubernetes.io/name=api' });
    const deployment = () =>
      kube.get<Deployment>(where.apiVersion, where.kind, where.name, namespace);
    return {
      ...{ kube, nodes, account, processes, balancer, site, edge, lines, directory },
      ...{ pods, deployment },
      close: () => closers.close(),
      push: (tag) => void images.set(tag, bundle),
      async release(tag) {
        const rendered = await renderApplication(withTag(child('api'), tag));
        await kube.apply(
          rendered.flatMap((object) =>
            // Of the operator's definitions nothing is here.
            object.kind === 'PodMonitor' ? [] : [gated(object)],
          ),
        );
      },
      async released(tag, limitMs) {
        await until(
          `pods of ${tag} alone`,
          async () => {
            const { spec, status } = (await deployment()) ?? {};
            const there = await pods();
            return (
              status?.readyReplicas === spec?.replicas &&
              there.length === spec?.replicas &&
              there.every((pod) => pod.spec.containers[0]?.image.endsWith(`:${tag}`))
            );
          },
          limitMs,
        );
      },
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

function withTag(application: Application, tag: string): Application {
  const { spec } = application;
  const { valuesObject = {} } = spec.source.helm;
  const image = { ...(valuesObject.image as object), tag };
  const helm = { ...spec.source.helm, valuesObject: { ...valuesObject, image } };
  return { ...application, spec: { ...spec, source: { ...spec.source, helm } } };
}

interface Templated extends Manifest {
  readonly spec: { readonly template: { readonly spec: object } };
}

/** The pods of a Deployment with the gate that they get on AWS. */
function gated(object: Manifest): KubeObject {
  if (object.kind !== 'Deployment') return object;
  const { spec, ...rest } = object as Templated;
  const template = { ...spec.template, spec: { ...spec.template.spec, readinessGates } };
  const { apiVersion, kind, metadata } = rest;
  return manifest(apiVersion, kind, metadata, { spec: { ...spec, template } });
}

/** Helm names one on objects that have none. */
function withoutNamespace(object: Manifest): KubeObject {
  const { namespace: _none, ...metadata } = object.metadata;
  return { ...object, metadata };
}
