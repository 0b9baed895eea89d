import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterObject, ClusterObjects, Kind } from './cluster-objects.ts';
import { at, list, text } from './read-object.ts';

export interface ClearOptions {
  readonly objects: ClusterObjects;
  /** Called with each step. */
  readonly report: (line: string) => void;
  /**
   * Milliseconds that load balancers, and then volumes, may take while a controller deletes them.
   */
  readonly endTimeout?: number;
}

/** What may be left on AWS, because no controller was running to delete it. */
export interface Leftovers {
  /** DNS names of load balancers. */
  readonly loadBalancers: readonly string[];
  /** Names of records in the zone. */
  readonly records: readonly string[];
  /** Ids of EBS volumes. */
  readonly volumes: readonly string[];
}

const kinds = {
  application: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' },
  project: { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject' },
  ingress: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  binding: { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding' },
  claim: { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  volume: { apiVersion: 'v1', kind: 'PersistentVolume' },
  deployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  statefulSet: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  slice: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
  apiService: { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' },
  mutating: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
  },
  validating: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
  },
} as const satisfies Readonly<Record<string, Kind>>;

/** AWS takes some minutes to delete a load balancer. */
const defaultEndTimeout = 10 * 60_000;
const lookAgain = 1_000;

/**
 * Deletes what only Argo CD would have deleted, so that `pulumi destroy` succeeds: first what
 * represents things outside the cluster, while the controllers that delete those still run, then
 * what would wait for Argo CD for ever. Safe to repeat.
 *
 * @returns what may be left on AWS
 */
export async function clearCluster(options: ClearOptions): Promise<Leftovers> {
  await stopArgoCd(options);
  // Remove these first: they would refuse the changes below.
  await removeDeadWebhooks(options);
  const dnsIsKept = await isAvailable(options.objects, 'external-dns');
  const ended = await endIngresses(options);
  const volumes = await endVolumes(options);
  for (const kind of [kinds.application, kinds.project]) await release(options, kind);
  await removeDeadApis(options);
  return {
    loadBalancers: ended.loadBalancers,
    // A running external-dns removes the records together with the load balancers.
    records: dnsIsKept && ended.loadBalancers.length === 0 ? [] : ended.hosts,
    volumes,
  };
}

/** A stuck controller could come back and recreate what is deleted here. */
async function stopArgoCd({ objects, report }: ClearOptions): Promise<void> {
  const controllers = (await objects.list(kinds.statefulSet)).filter(
    ({ metadata }) => metadata?.name === 'argocd-application-controller',
  );
  for (const controller of controllers) {
    report("Stopping Argo CD's controller, so that it creates nothing more");
    await objects.patch(controller, { spec: { replicas: 0 } });
  }
}

/** A webhook whose service is gone makes the API server refuse requests. */
async function removeDeadWebhooks({ objects, report }: ClearOptions): Promise<void> {
  const slices = await objects.list(kinds.slice);
  const answers = (service: unknown) =>
    slices.some(
      (slice) =>
        slice.metadata?.namespace === text(service, 'namespace') &&
        slice.metadata?.labels?.['kubernetes.io/service-name'] === text(service, 'name') &&
        list(slice, 'endpoints').some((endpoint) => at(endpoint, 'conditions', 'ready') === true),
    );
  for (const kind of [kinds.mutating, kinds.validating])
    for (const configuration of await objects.list(kind)) {
      const services = list(configuration, 'webhooks')
        .map((webhook) => at(webhook, 'clientConfig', 'service'))
        .filter((service) => service !== undefined);
      if (services.every(answers)) continue;
      report(
        `${configuration.metadata?.name}: removing the ${kind.kind}, whose service does not answer`,
      );
      await objects.delete(configuration);
    }
}

async function endIngresses(options: ClearOptions) {
  const { objects, report } = options;
  const ingresses = await objects.list(kinds.ingress);
  const hosts = ingresses.flatMap((ingress) =>
    list(ingress, 'spec', 'rules').flatMap((rule) => text(rule, 'host') ?? []),
  );
  for (const ingress of ingresses) await objects.delete(ingress);
  const stay = await waitForEnd(options, kinds.ingress, 'aws-load-balancer-controller');
  const loadBalancers = stay.flatMap((ingress) =>
    list(ingress, 'status', 'loadBalancer', 'ingress').flatMap(
      (one) => text(one, 'hostname') ?? [],
    ),
  );
  for (const ingress of stay) {
    report(
      `${nameOf(ingress)}: its load balancer was not deleted; removing the Ingress's finalizers`,
    );
    await letGo(objects, ingress);
  }
  for (const binding of await objects.list(kinds.binding)) {
    await objects.delete(binding);
    await letGo(objects, binding);
  }
  return { hosts: [...new Set(hosts)], loadBalancers: [...new Set(loadBalancers)] };
}

async function endVolumes(options: ClearOptions): Promise<string[]> {
  const { objects, report } = options;
  const claims = await objects.list(kinds.claim);
  const namespaces = new Set(claims.map(({ metadata }) => metadata?.namespace));
  // Delete their operator first, which would recreate them; a claim stays while a pod uses it.
  for (const kind of [kinds.deployment, kinds.statefulSet])
    for (const workload of await objects.list(kind))
      if (namespaces.has(workload.metadata?.namespace)) await objects.delete(workload);
  for (const claim of claims) await objects.delete(claim);
  const stay = await waitForEnd(options, kinds.volume, 'ebs-csi-controller');
  for (const volume of stay) {
    report(`${nameOf(volume)}: the volume was not deleted; removing its finalizers`);
    await objects.delete(volume);
    await letGo(objects, volume);
  }
  for (const claim of await objects.list(kinds.claim)) await letGo(objects, claim);
  return stay.flatMap((volume) => text(volume, 'spec', 'csi', 'volumeHandle') ?? []);
}

/**
 * Waits until all objects of a kind are gone, while a controller is running.
 *
 * @returns those that stay
 */
async function waitForEnd(
  { objects, report, endTimeout = defaultEndTimeout }: ClearOptions,
  kind: Kind,
  controller: string,
): Promise<ClusterObject[]> {
  const deadline = performance.now() + endTimeout;
  let reported = 0;
  for (;;) {
    const stay = await objects.list(kind);
    if (stay.length === 0 || performance.now() > deadline) return stay;
    if (!(await isAvailable(objects, controller))) return stay;
    if (reported !== stay.length)
      report(`${controller} still has ${stay.length} of kind ${kind.kind}`);
    reported = stay.length;
    await delay(lookAgain);
  }
}

async function isAvailable(objects: ClusterObjects, deployment: string): Promise<boolean> {
  const deployments = await objects.list(kinds.deployment);
  return deployments.some(
    (one) =>
      one.metadata?.name === deployment && Number(at(one, 'status', 'availableReplicas') ?? 0) > 0,
  );
}

/** Deletes all objects of a kind that wait for a controller which is gone. */
async function release({ objects, report }: ClearOptions, kind: Kind): Promise<void> {
  for (const object of await objects.list(kind)) {
    report(
      `${nameOf(object)}: removing its finalizers; what it created stays until its namespace is deleted`,
    );
    // Remove the finalizer first: with it, a controller that came back would start to delete.
    await letGo(objects, object);
    await objects.delete(object);
  }
}

/**
 * A namespace cannot be deleted while a registered API does not answer, because its objects are
 * unknown.
 */
async function removeDeadApis({ objects, report }: ClearOptions): Promise<void> {
  for (const api of await objects.list(kinds.apiService)) {
    if (at(api, 'spec', 'service') === undefined) continue;
    const available = list(api, 'status', 'conditions').some(
      (one) => text(one, 'type') === 'Available' && text(one, 'status') === 'True',
    );
    if (available) continue;
    report(`${api.metadata?.name}: removing the API, which does not answer`);
    await objects.delete(api);
  }
}

/** Removes the finalizers that keep an object until a controller has handled it. */
async function letGo(objects: ClusterObjects, object: ClusterObject): Promise<void> {
  if ((object.metadata?.finalizers ?? []).length > 0)
    await objects.patch(object, { metadata: { finalizers: [] } });
}

function nameOf({ kind, metadata }: ClusterObject): string {
  const place = metadata?.namespace === undefined ? '' : `${metadata.namespace}/`;
  return `${kind} ${place}${metadata?.name}`;
}
