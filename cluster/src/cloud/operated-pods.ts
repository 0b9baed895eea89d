import { createHash } from 'node:crypto';
import { type KubeObject, manifest } from '../control-plane/kube-objects.ts';

type Tree = Readonly<Record<string, unknown>>;

/** A custom resource of which the Prometheus operator makes pods. */
export interface Operated extends KubeObject {
  readonly kind: 'Prometheus' | 'Alertmanager';
  readonly spec: {
    readonly replicas?: number;
    readonly image?: string;
    readonly version?: string;
    readonly serviceAccountName?: string;
    readonly priorityClassName?: string;
    readonly portName?: string;
    readonly resources?: Tree;
    readonly securityContext?: Tree;
    readonly affinity?: Tree;
    readonly nodeSelector?: Tree;
    readonly tolerations?: readonly Tree[];
    readonly topologySpreadConstraints?: readonly Tree[];
    readonly storage?: { readonly volumeClaimTemplate?: { readonly spec: Tree } };
    readonly persistentVolumeClaimRetentionPolicy?: Tree;
  };
  readonly status?: Tree;
}

/** What the pods get from the operator's own flags: a container that tells of a new configuration. */
export interface Reloader {
  readonly image: string;
  readonly resources: { readonly requests: Tree; readonly limits: Tree };
}

/** The note by which the operator knows whether a StatefulSet is as it would make it. */
export const inputHash = 'prometheus-operator-input-hash';

const kinds = {
  Prometheus: { port: 9090, container: 'prometheus', path: '/prometheus', graceSeconds: 600 },
  Alertmanager: { port: 9093, container: 'alertmanager', path: '/alertmanager', graceSeconds: 120 },
} as const;

const confined = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

/** The StatefulSet of a custom resource, in what a cluster sees of it (prometheus-operator 0.93). */
export function statefulSetOf(resource: Operated, reloader: Reloader): KubeObject {
  const { kind, metadata, spec } = resource;
  const { port, container, path, graceSeconds } = kinds[kind];
  const { name } = metadata;
  const selector = selectorOf(resource);
  const labels = {
    ...selector,
    ...(spec.version && { 'app.kubernetes.io/version': spec.version }),
  };
  const volume = `${container}-${name}-db`;
  const claim = spec.storage?.volumeClaimTemplate?.spec;
  const reloaderContainer = {
    image: reloader.image,
    resources: reloader.resources,
    securityContext: confined,
  };
  const pod = {
    ...defined({
      serviceAccountName: spec.serviceAccountName,
      priorityClassName: spec.priorityClassName,
      securityContext: spec.securityContext,
      affinity: spec.affinity,
      nodeSelector: spec.nodeSelector,
      tolerations: spec.tolerations,
      topologySpreadConstraints: spec.topologySpreadConstraints,
    }),
    terminationGracePeriodSeconds: graceSeconds,
    initContainers: [{ name: 'init-config-reloader', ...reloaderContainer }],
    containers: [
      {
        name: container,
        image: spec.image,
        ports: [{ name: spec.portName ?? 'web', containerPort: port, protocol: 'TCP' }],
        readinessProbe: { httpGet: { path: '/-/ready', port: spec.portName ?? 'web' } },
        resources: spec.resources ?? {},
        securityContext: confined,
        volumeMounts: [{ name: volume, mountPath: path, subPath: `${container}-db` }],
      },
      {
        name: 'config-reloader',
        ...reloaderContainer,
        ports: [{ name: 'reloader-web', containerPort: 8080, protocol: 'TCP' }],
      },
    ],
    ...(!claim && { volumes: [{ name: volume, emptyDir: {} }] }),
  };
  const made = {
    replicas: spec.replicas ?? 1,
    serviceName: governingServiceName(resource),
    podManagementPolicy: 'Parallel',
    updateStrategy: { type: 'RollingUpdate' },
    selector: { matchLabels: selector },
    template: {
      metadata: {
        labels,
        annotations: { 'kubectl.kubernetes.io/default-container': container },
      },
      spec: pod,
    },
    ...defined({
      persistentVolumeClaimRetentionPolicy: spec.persistentVolumeClaimRetentionPolicy,
    }),
    ...(claim && { volumeClaimTemplates: [{ metadata: { name: volume }, spec: claim }] }),
  };
  const hash = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 16);
  return manifest(
    'apps/v1',
    'StatefulSet',
    {
      ...ownedBy(resource),
      name: `${container}-${name}`,
      labels,
      annotations: { [inputHash]: hash },
    },
    { spec: made },
  );
}

/** The service without an address that names the pods. */
export function governingServiceOf(resource: Operated): KubeObject {
  const { port, container } = kinds[resource.kind];
  const spec = {
    clusterIP: 'None',
    ports: [
      {
        name: resource.spec.portName ?? 'web',
        port,
        targetPort: resource.spec.portName ?? 'web',
        protocol: 'TCP',
      },
    ],
    selector: { 'app.kubernetes.io/name': container },
  };
  return manifest(
    'v1',
    'Service',
    { ...ownedBy(resource), name: governingServiceName(resource) },
    { spec },
  );
}

/** What the operator's flags say of the container that it adds; undefined if they are none of its. */
export function reloaderOf(args: readonly string[]): Reloader | undefined {
  const flag = (name: string) => {
    const start = `--${name}=`;
    return args.find((arg) => arg.startsWith(start))?.slice(start.length);
  };
  const image = flag('prometheus-config-reloader');
  if (image === undefined) return undefined;
  const quantities = (what: string) =>
    Object.fromEntries(
      ['cpu', 'memory']
        .map((of) => [of, flag(`config-reloader-${of}-${what}`)] as const)
        // 0 leaves it out.
        .filter(([, quantity]) => quantity !== undefined && quantity !== '0'),
    );
  return { image, resources: { requests: quantities('request'), limits: quantities('limit') } };
}

function selectorOf({ kind, metadata: { name } }: Operated): Record<string, string> {
  const common = {
    'app.kubernetes.io/name': kinds[kind].container,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
  };
  if (kind === 'Alertmanager') return { ...common, alertmanager: name };
  return {
    ...common,
    prometheus: name,
    'operator.prometheus.io/name': name,
    'operator.prometheus.io/shard': '0',
  };
}

function governingServiceName({ kind }: Operated): string {
  return `${kinds[kind].container}-operated`;
}

/** It goes when the custom resource goes. */
function ownedBy({ apiVersion, kind, metadata }: Operated) {
  const { name, namespace = 'default', uid = '' } = metadata;
  return { namespace, ownerReferences: [{ apiVersion, kind, name, uid, controller: true }] };
}

function defined(fields: Tree): Tree {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
