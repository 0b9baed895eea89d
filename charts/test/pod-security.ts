import type { Manifest } from './helm.ts';

interface SecurityContext {
  readonly privileged?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly seccompProfile?: { readonly type: string };
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

/** A check that the kubelet makes again and again. */
export interface Probe {
  readonly httpGet: { readonly path: string };
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: unknown;
  }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
  readonly securityContext?: SecurityContext;
}

export interface PodSpec {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: SecurityContext;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}

/** The kinds of volume that the restricted standard allows. */
const volumeTypes = new Set([
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim'],
  ...['projected', 'secret'],
]);

/** The pod that a workload starts, if the object is one. */
export function podOf({ kind, spec }: Manifest): PodSpec | undefined {
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind)) return undefined;
  return (spec as { template: { spec: PodSpec } }).template.spec;
}

/**
 * What a pod does that it must not: everything that Kubernetes' Pod Security Standard "restricted"
 * forbids, and besides a root file system that can be written, a token that is not needed, resources
 * that are not asked for, and images that may change under their name.
 */
export function podViolations(pod: PodSpec): string[] {
  const found: string[] = [];
  const check = (right: boolean | undefined, wrong: string) => !right && found.push(wrong);

  check(!pod.hostNetwork && !pod.hostPID && !pod.hostIPC, 'shares a namespace with its node');
  check(pod.automountServiceAccountToken === false, 'has a token for Kubernetes');
  for (const { name, ...source } of pod.volumes ?? []) {
    check(
      Object.keys(source).every((type) => volumeTypes.has(type)),
      `volume ${name} is of a forbidden type`,
    );
  }
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
    const { name, image } = container;
    const { requests, limits } = container.resources ?? {};
    const own = container.securityContext ?? {};
    const context = { ...pod.securityContext, ...own };
    check(context.runAsNonRoot && context.runAsUser !== 0, `${name} may be root`);
    check(context.seccompProfile?.type === 'RuntimeDefault', `${name} has no seccomp profile`);
    check(!own.privileged, `${name} is privileged`);
    check(own.allowPrivilegeEscalation === false, `${name} may gain privileges`);
    check(own.capabilities?.drop?.includes('ALL'), `${name} keeps capabilities`);
    check(!own.capabilities?.add?.length, `${name} adds capabilities`);
    check(own.readOnlyRootFilesystem, `${name} may write to its root file system`);
    check(Boolean(requests?.cpu && requests.memory), `${name} asks for no resources`);
    check(Boolean(limits?.memory), `${name} has no memory limit`);
    check(isPinned(image), `${name} runs an image that may change: ${image}`);
  }
  return found;
}

function isPinned(image: string): boolean {
  const [, tag] = /:([^/@]+)(@|$)/.exec(image) ?? [];
  return image.includes('@sha256:') || (tag !== undefined && tag !== 'latest');
}
