import type { Container, Pod } from '../control-plane/kube-objects.ts';

/** How a kubelet finds out how a container fares. The API server fills in what is not said. */
export interface Probe {
  readonly httpGet?: { readonly path?: string; readonly port: number | string };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

/** A variable, by its value or by where that lies. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: KeyReference;
    readonly configMapKeyRef?: KeyReference;
    readonly fieldRef?: { readonly fieldPath: string };
  };
}

export interface KeyReference {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}

export interface ApiContainer extends Container {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly env?: readonly Variable[];
  readonly envFrom?: readonly unknown[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
}

/** A pod with one container, as the chart of the API makes it. */
export interface ApiPod extends Omit<Pod, 'spec'> {
  readonly metadata: Pod['metadata'] & { readonly deletionGracePeriodSeconds?: number };
  readonly spec: Omit<Pod['spec'], 'containers'> & {
    readonly containers: readonly ApiContainer[];
    readonly serviceAccountName?: string;
    readonly terminationGracePeriodSeconds?: number;
  };
}

/** @throws Error for a pod with other than one container */
export function onlyContainer({ metadata, spec }: ApiPod): ApiContainer {
  const [container, ...others] = spec.containers;
  if (!container || others.length > 0)
    throw new Error(`pod ${metadata.name} has ${spec.containers.length} containers, not one`);
  return container;
}

/** The number of a port that a probe names. @throws Error if the container has none of that name */
export function portNumber({ ports = [] }: ApiContainer, port: number | string): number {
  if (typeof port === 'number') return port;
  const named = ports.find(({ name }) => name === port);
  if (!named) throw new Error(`the container has no port named ${port}`);
  return named.containerPort;
}
