import type { Kube } from '../control-plane/kube.ts';
import type { Condition, Deployment, KubeObject } from '../control-plane/kube-objects.ts';
import { startLoop } from './loop.ts';
import {
  governingServiceOf,
  inputHash,
  type Operated,
  type Reloader,
  reloaderOf,
  statefulSetOf,
} from './operated-pods.ts';

/** Stands for the Prometheus operator. */
export interface PrometheusOperator {
  close(): Promise<void>;
}

interface OperatorDeployment extends Deployment {
  readonly spec: Deployment['spec'] & {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] };
    };
  };
}

interface StatefulSet extends KubeObject {
  readonly status?: {
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly readyReplicas?: number;
  };
}

const group = 'monitoring.coreos.com/v1';
const fieldManager = 'PrometheusOperator';
/** Milliseconds between two looks: the real one watches, and is about as late as its API server. */
const resync = 1000;

/**
 * Makes pods of the custom resources Prometheus and Alertmanager, and says in their status how the
 * pods are. It acts while the operator's Deployment has a pod that is ready, and by its flags.
 */
export function startPrometheusOperator(
  kube: Kube,
  options: { readonly report?: (line: string) => void } = {},
): PrometheusOperator {
  const look = async () => {
    const reloader = await findReloader(kube);
    if (!reloader) return;
    for (const kind of ['Prometheus', 'Alertmanager'])
      for (const resource of await kube.list<Operated>(group, kind))
        await reconcile(kube, resource, reloader);
  };
  return startLoop('Prometheus operator', look, resync, options.report);
}

async function findReloader(kube: Kube): Promise<Reloader | undefined> {
  for (const { spec, status } of await kube.list<OperatorDeployment>('apps/v1', 'Deployment')) {
    const args = spec.template.spec.containers.flatMap((container) => container.args ?? []);
    const reloader = reloaderOf(args);
    if (reloader && (status?.availableReplicas ?? 0) > 0) return reloader;
  }
  return undefined;
}

async function reconcile(kube: Kube, resource: Operated, reloader: Reloader): Promise<void> {
  if (resource.metadata.deletionTimestamp) return;
  const wanted = statefulSetOf(resource, reloader);
  const { name, namespace } = wanted.metadata;
  const there = await kube.get<StatefulSet>('apps/v1', 'StatefulSet', name, namespace);
  if (there?.metadata.annotations?.[inputHash] !== wanted.metadata.annotations?.[inputHash])
    await kube.apply([governingServiceOf(resource), wanted], { fieldManager });
  const status = statusOf(resource, there);
  if (JSON.stringify(status) === JSON.stringify(currentStatus(resource))) return;
  const { apiVersion, kind } = resource;
  const where = { apiVersion, kind, name: resource.metadata.name };
  await kube.patch(
    { ...where, namespace: resource.metadata.namespace ?? 'default' },
    { status },
    { subresource: 'status' },
  );
}

/** As the operator says it (StatusAndReasonForAvailableCondition). */
function statusOf(resource: Operated, set: StatefulSet | undefined) {
  const {
    replicas = 0,
    updatedReplicas = 0,
    availableReplicas = 0,
    readyReplicas = 0,
  } = set?.status ?? {};
  const expected = resource.spec.replicas ?? 1;
  const available = !set
    ? { status: 'False', reason: 'StatefulSetNotFound' }
    : readyReplicas >= expected
      ? { status: 'True', reason: '' }
      : readyReplicas === 0
        ? { status: 'False', reason: 'NoPodReady' }
        : { status: 'Degraded', reason: 'SomePodsNotReady' };
  const { generation = 1 } = resource.metadata;
  const condition = (type: string, { status, reason }: { status: string; reason: string }) => ({
    ...{ type, status, reason, message: '', observedGeneration: generation },
    lastTransitionTime: since(resource, type, status),
  });
  return {
    paused: false,
    replicas,
    updatedReplicas,
    availableReplicas,
    unavailableReplicas: Math.max(0, expected - availableReplicas),
    conditions: [
      condition('Available', available),
      condition('Reconciled', { status: 'True', reason: '' }),
    ],
  };
}

/** Since when a condition has been as it is. */
function since({ status }: Operated, type: string, now: string): string {
  const conditions = (status?.conditions ?? []) as readonly Condition[];
  const before = conditions.find((condition) => condition.type === type);
  return before?.status === now && before.lastTransitionTime
    ? before.lastTransitionTime
    : new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The status as it is, in the order in which it is made here. */
function currentStatus({ status }: Operated): unknown {
  if (!status) return undefined;
  const conditions = (status.conditions ?? []) as readonly Record<string, unknown>[];
  const fields = [
    'type',
    'status',
    'reason',
    'message',
    'observedGeneration',
    'lastTransitionTime',
  ];
  return {
    paused: status.paused,
    replicas: status.replicas,
    updatedReplicas: status.updatedReplicas,
    availableReplicas: status.availableReplicas,
    unavailableReplicas: status.unavailableReplicas,
    conditions: conditions.map((condition) =>
      Object.fromEntries(fields.map((field) => [field, condition[field]])),
    ),
  };
}
