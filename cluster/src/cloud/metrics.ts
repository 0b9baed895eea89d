import type { ControlPlane } from '../control-plane/control-plane.ts';
import type { Kube } from '../control-plane/kube.ts';
import {
  holds,
  type KubeObject,
  manifest,
  type Node,
  type Pod,
} from '../control-plane/kube-objects.ts';
import { makeCertificates } from '../remote/certificates.ts';
import { serveLoopback } from './loopback-server.ts';
import { add, none } from './quantities.ts';

export interface MetricsOptions {
  /**
   * Whether to make the Service and APIService, too. Not if it is not said: the chart of metrics-server
   * makes them, and they are answered for while it has a ready pod.
   */
  readonly install?: boolean;
}

/** Which pods are meant: those of a namespace that have all the labels. */
export interface PodSelection {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Stands in for metrics-server. */
export interface Metrics {
  /**
   * Says what pods use from now on.
   *
   * @param millicores - of each pod; or how it comes from the number of pods that are ready, as where
   *   a load is shared among them
   */
  setCpu(pods: PodSelection, millicores: number | ((ready: number) => number)): void;
  close(): Promise<void>;
}

const group = 'metrics.k8s.io';
const version = 'v1beta1';
const root = `/apis/${group}/${version}`;
/** Names that the chart gives. */
const service = { namespace: 'kube-system', name: 'metrics-server' };
/** An unused address: without one the API server would not send requests at all. */
const endpoint = '198.18.255.254';
/** Usage of pods without a setting. */
const idleMillicores = 1;
const memory = '64Mi';
/** As metrics-server measures by default (`--metric-resolution`). */
const window = '15s';

interface Steering {
  readonly pods: PodSelection;
  readonly millicores: number | ((ready: number) => number);
}

/** Answers `metrics.k8s.io` of a cluster with what a test says. */
export async function startMetrics(
  { kube, egress }: Pick<ControlPlane, 'kube' | 'egress'>,
  options: MetricsOptions = {},
): Promise<Metrics> {
  const steered: Steering[] = [];
  const certificates = await makeCertificates([`${service.name}.${service.namespace}.svc`]);
  const server = await serveLoopback(certificates, async ({ path, query }) => {
    if (path === root) return resources;
    return measure(kube, path.slice(root.length + 1), query.get('labelSelector'), steered);
  });
  const release = egress.answer(service, server.port);
  if (options.install) await kube.apply(installed(certificates.authority));
  return {
    setCpu(pods, millicores) {
      steered.unshift({ pods, millicores });
    },
    async close() {
      release();
      await server.close();
    },
  };
}

const resources = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: `${group}/${version}`,
  resources: [
    {
      name: 'nodes',
      namespaced: false,
      kind: 'NodeMetrics',
      singularName: '',
      verbs: ['get', 'list'],
    },
    {
      name: 'pods',
      namespaced: true,
      kind: 'PodMetrics',
      singularName: '',
      verbs: ['get', 'list'],
    },
  ],
};

/** @param path - what is asked for, such as `namespaces/video/pods` */
async function measure(
  kube: Kube,
  path: string,
  labelSelector: string | null,
  steered: readonly Steering[],
): Promise<object | undefined> {
  const [, namespace, kind, name] =
    /^(?:namespaces\/([^/]+)\/)?(pods|nodes)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (kind === undefined) return undefined;
  // A share of the load is known only where all pods are, whatever is asked for.
  const all = (await kube.list<Pod>('v1', 'Pod')).filter(
    ({ status }) => status?.phase === 'Running',
  );
  const cpu = (pod: Pod) => millicoresOf(pod, all, steered);
  const selection = labelSelector === null ? {} : { labelSelector };
  const items =
    kind === 'pods'
      ? (
          await kube.list<Pod>('v1', 'Pod', {
            ...selection,
            ...(namespace !== undefined && { namespace }),
          })
        )
          .filter(({ status }) => status?.phase === 'Running')
          .map((pod) => podMetrics(pod, cpu(pod)))
      : (await kube.list<Node>('v1', 'Node', selection)).map((node) =>
          nodeMetrics(
            node,
            all.filter(({ spec }) => spec.nodeName === node.metadata.name).map(cpu),
          ),
        );
  if (name !== undefined) return items.find(({ metadata }) => metadata.name === name);
  return {
    kind: kind === 'pods' ? 'PodMetricsList' : 'NodeMetricsList',
    apiVersion: `${group}/${version}`,
    metadata: {},
    items,
  };
}

function millicoresOf(pod: Pod, all: readonly Pod[], steered: readonly Steering[]): number {
  const found = steered.find(({ pods }) => selects(pods, pod));
  if (!found) return idleMillicores;
  const { pods, millicores } = found;
  if (typeof millicores === 'number') return millicores;
  if (!holds(pod.status?.conditions, 'Ready')) return idleMillicores;
  const ready = all.filter(
    (other) => selects(pods, other) && holds(other.status?.conditions, 'Ready'),
  );
  return Math.round(millicores(ready.length));
}

function selects({ namespace, labels }: PodSelection, { metadata }: Pod): boolean {
  return (
    metadata.namespace === namespace &&
    Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value)
  );
}

function measured({ metadata }: KubeObject, kind: string) {
  const { name, namespace, labels = {} } = metadata;
  return {
    kind,
    apiVersion: `${group}/${version}`,
    metadata: { name, ...(namespace !== undefined && { namespace }), labels },
    timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    window,
  };
}

/** What a pod uses is laid to its first container. */
function podMetrics(pod: Pod, millicores: number) {
  return {
    ...measured(pod, 'PodMetrics'),
    containers: pod.spec.containers.map(({ name }, index) => ({
      name,
      usage: { cpu: index === 0 ? `${millicores}m` : '0', memory },
    })),
  };
}

function nodeMetrics(node: Node, millicores: readonly number[]) {
  const { cpu } = add(none, ...millicores.map((each) => ({ cpu: each, memory: 0 })));
  return { ...measured(node, 'NodeMetrics'), usage: { cpu: `${cpu}m`, memory: '1Gi' } };
}

function installed(authority: string): readonly KubeObject[] {
  const { name, namespace } = service;
  const port = { name: 'https', port: 443, protocol: 'TCP' };
  return [
    manifest('v1', 'Service', { name, namespace }, { spec: { ports: [port] } }),
    manifest(
      'discovery.k8s.io/v1',
      'EndpointSlice',
      { name, namespace, labels: { 'kubernetes.io/service-name': name } },
      { addressType: 'IPv4', ports: [port], endpoints: [{ addresses: [endpoint] }] },
    ),
    manifest(
      'apiregistration.k8s.io/v1',
      'APIService',
      { name: `${version}.${group}` },
      {
        spec: {
          group,
          version,
          groupPriorityMinimum: 100,
          versionPriority: 100,
          caBundle: Buffer.from(authority).toString('base64'),
          service: { name, namespace, port: 443 },
        },
      },
    ),
  ];
}
