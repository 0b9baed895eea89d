import type { Kube } from '../../src/control-plane/kube.ts';
import {
  type Deployment,
  type KubeObject,
  manifest,
} from '../../src/control-plane/kube-objects.ts';
import { until } from '../../src/processes/until.ts';

/** Milliseconds for something that a cluster does within seconds, on a machine that is busy. */
export const soon = 120_000;

/** A Deployment of two pods that ask for nothing, unless it is said otherwise. */
export function deployment(
  namespace: string,
  name: string,
  options: { readonly replicas?: number; readonly cpu?: string; readonly image?: string },
): KubeObject {
  const { replicas = 2, cpu = '0', image = `${name}:1.0.0` } = options;
  const labels = { app: name };
  return manifest(
    'apps/v1',
    'Deployment',
    { name, namespace },
    {
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name, image, resources: { requests: { cpu } } }] },
        },
      },
    },
  );
}

/** A Service for the pods of a {@link deployment}. */
export function serviceOf(namespace: string, name: string, app: string, port: number): KubeObject {
  return manifest(
    'v1',
    'Service',
    { name, namespace },
    { spec: { selector: { app }, ports: [{ port }] } },
  );
}

/** An Ingress of class `alb` to the Service of its own name, in a group if one is said. */
export function ingressOf(
  namespace: string,
  name: string,
  host: string,
  group?: string,
): KubeObject {
  const annotations = group === undefined ? {} : { 'alb.ingress.kubernetes.io/group.name': group };
  const backend = { service: { name, port: { number: 80 } } };
  return manifest(
    'networking.k8s.io/v1',
    'Ingress',
    { name, namespace, annotations },
    {
      spec: {
        ingressClassName: 'alb',
        rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      },
    },
  );
}

/** Waits until a Deployment has exactly this many pods, all ready. */
export async function podsReady(
  kube: Kube,
  what: { readonly namespace: string; readonly name: string; readonly replicas: number },
): Promise<void> {
  const { namespace, name, replicas } = what;
  await until(
    `${replicas} pods of ${name} to be ready`,
    async () => {
      const found = await kube.get<Deployment>('apps/v1', 'Deployment', name, namespace);
      const { status } = found ?? {};
      if (status?.readyReplicas === replicas && status.replicas === replicas) return true;
      throw new Error(JSON.stringify(status));
    },
    soon,
  );
}
