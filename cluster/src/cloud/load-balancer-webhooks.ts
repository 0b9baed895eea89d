import { createHash } from 'node:crypto';
import type { Egress } from '../control-plane/egress.ts';
import type { Kube } from '../control-plane/kube.ts';
import type { KubeObject, Pod } from '../control-plane/kube-objects.ts';
import { type LoopbackServer, serveLoopback } from './loopback-server.ts';

/** Answers the admission webhooks of the load balancer controller. */
export interface Webhooks {
  /** Whether they are answered from now on. They are not where the chart's certificate is missing. */
  answer(wanted: boolean): Promise<void>;
  close(): Promise<void>;
}

interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

interface Service extends KubeObject {
  readonly spec: { readonly selector?: Readonly<Record<string, string>> };
}

interface Ingress extends KubeObject {
  readonly spec: {
    readonly ingressClassName?: string;
    readonly rules?: readonly {
      readonly http?: {
        readonly paths: readonly {
          readonly backend: { readonly service?: { readonly name: string } };
        }[];
      };
    }[];
  };
}

interface Review {
  readonly request: {
    readonly uid: string;
    readonly namespace?: string;
    readonly object?: Pod;
  };
}

/** Names that the chart gives. */
const namespace = 'kube-system';
const service = { namespace, name: 'aws-load-balancer-webhook-service' };
const secretName = 'aws-load-balancer-tls';
const podPath = '/mutate-v1-pod';

export async function startWebhooks(kube: Kube, egress: Egress): Promise<Webhooks> {
  let server: LoopbackServer | undefined;
  let shown = '';
  let release: (() => void) | undefined;
  const stop = async () => {
    release?.();
    release = undefined;
    await server?.close();
    server = undefined;
  };
  return {
    async answer(wanted) {
      const { data } =
        (wanted && (await kube.get<Secret>('v1', 'Secret', secretName, namespace))) || {};
      const certificate = decoded(data?.['tls.crt']);
      const key = decoded(data?.['tls.key']);
      if (!wanted || certificate === '' || key === '') return stop();
      if (server && shown === certificate) return;
      await stop();
      shown = certificate;
      server = await serveLoopback({ certificate, key }, async ({ path, body }) => {
        const { request }: Review = JSON.parse(body);
        const patch = path === podPath ? await podPatch(kube, request) : [];
        return {
          apiVersion: 'admission.k8s.io/v1',
          kind: 'AdmissionReview',
          response: {
            uid: request.uid,
            allowed: true,
            ...(patch.length > 0 && {
              patchType: 'JSONPatch',
              patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
            }),
          },
        };
      });
      release = egress.answer(service, server.port);
    },
    close: stop,
  };
}

function decoded(value = ''): string {
  return Buffer.from(value, 'base64').toString();
}

/** A gate for each Service behind an Ingress that leads to the pod. */
async function podPatch(kube: Kube, request: Review['request']): Promise<readonly object[]> {
  const pod = request.object;
  if (!pod || request.namespace === undefined) return [];
  const labels = pod.metadata.labels ?? {};
  const within = { namespace: request.namespace };
  const [services, ingresses] = await Promise.all([
    kube.list<Service>('v1', 'Service', within),
    kube.list<Ingress>('networking.k8s.io/v1', 'Ingress', within),
  ]);
  const behind = new Set(ingresses.flatMap(backends));
  const gates = services
    .filter(({ metadata, spec }) => behind.has(metadata.name) && leadsTo(spec.selector, labels))
    .map(({ metadata }) => ({ conditionType: gateOf(request.namespace ?? '', metadata.name) }));
  const present = pod.spec.readinessGates ?? [];
  const missing = gates.filter(
    ({ conditionType }) => !present.some((gate) => gate.conditionType === conditionType),
  );
  if (missing.length === 0) return [];
  return [{ op: 'add', path: '/spec/readinessGates', value: [...present, ...missing] }];
}

function backends({ spec }: Ingress): string[] {
  if (spec.ingressClassName !== 'alb') return [];
  return (spec.rules ?? []).flatMap(({ http }) =>
    (http?.paths ?? []).flatMap(({ backend }) => (backend.service ? [backend.service.name] : [])),
  );
}

function leadsTo(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    selector !== undefined &&
    Object.entries(selector).every(([key, value]) => labels[key] === value)
  );
}

/** Named after the target group, which is named after namespace, Service and a hash. */
function gateOf(within: string, name: string): string {
  const hash = createHash('sha256').update(`${within}/${name}`).digest('hex').slice(0, 10);
  return `target-health.elbv2.k8s.aws/k8s-${within.slice(0, 8)}-${name.slice(0, 8)}-${hash}`;
}
