import { createHash } from 'node:crypto';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import type { Kube } from '../control-plane/kube.ts';
import { holds, type KubeObject, type Pod } from '../control-plane/kube-objects.ts';
import { type DeploymentName, isAvailable } from './availability.ts';
import { startWebhooks } from './load-balancer-webhooks.ts';
import { type Loop, startLoop } from './loop.ts';

/** An application load balancer. Times are of `performance.now()`. */
export interface LoadBalancer {
  /** The group of Ingresses, or `namespace/name` of the one that it stands for. */
  readonly name: string;
  readonly hostname: string;
  readonly madeAt: number;
  readonly goneAt?: number;
}

export interface LoadBalancersOptions {
  readonly region: string;
  /** Acts only while this has a ready pod; that of the chart if it is not said. `null`: always. */
  readonly deployment?: DeploymentName | null;
  /** Milliseconds until a load balancer has an address. 0 if it is not said. */
  readonly provisioningMs?: number;
  readonly report?: (line: string) => void;
}

/** Stands in for aws-load-balancer-controller and for what it makes. */
export interface LoadBalancers {
  /** All that there ever were, the oldest first. */
  all(): readonly LoadBalancer[];
  /** Nothing is made, nothing is deleted, and its webhooks do not answer any more. */
  fail(): void;
  recover(): void;
  close(): Promise<void>;
}

export interface Ingress extends KubeObject {
  readonly spec: {
    readonly ingressClassName?: string;
    readonly rules?: readonly { readonly host?: string }[];
  };
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly hostname?: string; readonly ip?: string }[];
    };
  };
}

const ingressClass = 'alb';
const annotation = (name: string) => `alb.ingress.kubernetes.io/${name}`;
/** On an Ingress that has a load balancer of its own. */
const singleFinalizer = 'ingress.k8s.aws/resources';
/** On each Ingress of a group, followed by the group's name. */
const groupFinalizer = 'group.ingress.k8s.aws/';
/** Conditions for which pods wait until their target is healthy begin with it. */
export const targetHealth = 'target-health.elbv2.k8s.aws/';
const chartDeployment = { namespace: 'kube-system', name: 'aws-load-balancer-controller' };
/** Milliseconds between two looks, where nothing has happened meanwhile. */
const resync = 1_000;

type Kept = { -readonly [Key in keyof LoadBalancer]: LoadBalancer[Key] };

/**
 * Gives each Ingress of class `alb` a finalizer and an address, and lets it go once its load balancer
 * is gone; says of pods that wait for a target's health that it is well. Where admission webhooks are
 * on, it answers the chart's, with the certificate of the chart.
 */
export async function startLoadBalancers(
  { kube, egress, webhooks }: Pick<ControlPlane, 'kube' | 'egress' | 'webhooks'>,
  options: LoadBalancersOptions,
): Promise<LoadBalancers> {
  const { region, deployment = chartDeployment, provisioningMs = 0, report } = options;
  const balancers: Kept[] = [];
  let failing = false;
  let loop: Loop | undefined;
  const poke = () => loop?.poke();
  const ingresses = await kube.watch<Ingress>('networking.k8s.io/v1', 'Ingress', {}, poke);
  const pods = await kube.watch<Pod>('v1', 'Pod', {}, ({ object }) => {
    if (object.spec.readinessGates) poke();
  });
  const answering = webhooks ? await startWebhooks(kube, egress) : undefined;

  const existing = (name: string) =>
    balancers.find((balancer) => balancer.name === name && balancer.goneAt === undefined);
  const reconcile = async (ingress: Ingress) => {
    const name = balancerName(ingress);
    const finalizer = finalizerOf(ingress);
    if (!finalizers(ingress).includes(finalizer))
      await setFinalizers(kube, ingress, [...finalizers(ingress), finalizer]);
    let balancer = existing(name);
    if (!balancer) {
      balancer = { name, hostname: hostnameOf(ingress, region), madeAt: performance.now() };
      balancers.push(balancer);
    }
    const left = balancer.madeAt + provisioningMs - performance.now();
    if (left > 0) return;
    const known = ingress.status?.loadBalancer?.ingress ?? [];
    if (known.some(({ hostname }) => hostname === balancer.hostname)) return;
    await kube.patch(
      place(ingress),
      { status: { loadBalancer: { ingress: [{ hostname: balancer.hostname }] } } },
      { subresource: 'status' },
    );
  };
  const letGo = async (ingress: Ingress, others: readonly Ingress[]) => {
    const name = balancerName(ingress);
    const finalizer = finalizerOf(ingress);
    if (!finalizers(ingress).includes(finalizer)) return;
    const balancer = existing(name);
    if (balancer && !others.some((other) => balancerName(other) === name))
      balancer.goneAt = performance.now();
    await setFinalizers(
      kube,
      ingress,
      finalizers(ingress).filter((own) => own !== finalizer),
    );
  };

  const looking = startLoop(
    'load balancer controller',
    async () => {
      const acts = !failing && (deployment === null || (await isAvailable(kube, deployment)));
      await answering?.answer(acts);
      if (!acts) return;
      const ours = ingresses.current().filter(isOurs);
      const staying = ours.filter(({ metadata }) => !metadata.deletionTimestamp);
      for (const ingress of staying) await reconcile(ingress);
      for (const ingress of ours) if (!staying.includes(ingress)) await letGo(ingress, staying);
      for (const pod of pods.current()) await sayHealthy(kube, pod);
    },
    resync,
    report,
  );
  loop = looking;
  return {
    all: () => balancers,
    fail() {
      failing = true;
      poke();
    },
    recover() {
      failing = false;
      poke();
    },
    async close() {
      await Promise.all([looking.close(), ingresses.close(), pods.close()]);
      await answering?.close();
    },
  };
}

function isOurs({ metadata, spec }: Ingress): boolean {
  const named = spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'];
  return named === ingressClass;
}

function groupOf({ metadata }: Ingress): string | undefined {
  return metadata.annotations?.[annotation('group.name')];
}

function balancerName(ingress: Ingress): string {
  const { namespace, name } = ingress.metadata;
  return groupOf(ingress) ?? `${namespace}/${name}`;
}

function finalizerOf(ingress: Ingress): string {
  const group = groupOf(ingress);
  return group === undefined ? singleFinalizer : groupFinalizer + group;
}

function finalizers({ metadata }: Ingress): readonly string[] {
  return metadata.finalizers ?? [];
}

/** As the controller and EC2 make them: the name cut short, a hash, and a number. */
function hostnameOf(ingress: Ingress, region: string): string {
  const name = balancerName(ingress);
  const hash = createHash('sha256').update(name).digest('hex');
  const short = name.replaceAll(/[^a-z0-9]/g, '').slice(0, 16);
  const number = Number.parseInt(hash.slice(10, 18), 16);
  const scheme = ingress.metadata.annotations?.[annotation('scheme')];
  const prefix = scheme === 'internet-facing' ? '' : 'internal-';
  return `${prefix}k8s-${short}-${hash.slice(0, 10)}-${number}.${region}.elb.amazonaws.com`;
}

function place({ metadata }: KubeObject) {
  const { name, namespace = 'default' } = metadata;
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name, namespace };
}

async function setFinalizers(kube: Kube, ingress: Ingress, own: readonly string[]): Promise<void> {
  const { resourceVersion } = ingress.metadata;
  // With the version that was seen, so that a finalizer of somebody else is never overwritten.
  await kube.patch(place(ingress), { metadata: { finalizers: own, resourceVersion } });
}

/** Once its containers are ready, a pod's target is found healthy. */
async function sayHealthy(kube: Kube, { metadata, spec, status }: Pod): Promise<void> {
  const { name, namespace = 'default' } = metadata;
  const waiting = (spec.readinessGates ?? [])
    .map(({ conditionType }) => conditionType)
    .filter((type) => type.startsWith(targetHealth) && !holds(status?.conditions, type));
  if (waiting.length === 0 || metadata.deletionTimestamp) return;
  if (!holds(status?.conditions, 'ContainersReady')) return;
  const lastTransitionTime = new Date().toISOString();
  await kube.patch(
    { apiVersion: 'v1', kind: 'Pod', name, namespace },
    {
      status: {
        conditions: waiting.map((type) => ({ type, status: 'True', lastTransitionTime })),
      },
    },
    { subresource: 'status', type: 'strategic-merge' },
  );
}
