import { type KubeObject, manifest } from '../../src/control-plane/kube-objects.ts';

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
