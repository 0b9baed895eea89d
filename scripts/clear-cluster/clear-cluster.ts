import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterObject, ClusterObjects, Kind } from './cluster-objects.ts';
import { at, list, text } from './read-object.ts';

export interface ClearOptions {
  readonly objects: ClusterObjects;
  /** Told of each step. */
  readonly report: (line: string) => void;
  /** Milliseconds that load balancers, and then volumes, may take while somebody works on them. */
  readonly endTimeout?: number;
}

/** What may be left on AWS, because nobody was there who would have ended it. */
export interface Leftovers {
  /** Load balancers by their names in DNS. */
  readonly loadBalancers: readonly string[];
  /** Names in the zone. */
  readonly records: readonly string[];
  /** EBS volumes by their ids. */
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

/** AWS takes some minutes to end a load balancer. */
const defaultEndTimeout = 10 * 60_000;
const lookAgain = 1_000;

/**
 * Clears a cluster of what only Argo CD would have cleared, so that `pulumi destroy` gets through:
 * first what stands for things outside the cluster, while the controllers that end those still run,
 * then what would wait for Argo CD for ever. What is gone already is none of its business: it may be
 * repeated.
 *
 * @returns what may be left on AWS
 */
export async function clearCluster(options: ClearOptions): Promise<Leftovers> {
  await stopArgoCd(options);
  // Before anything else: they would refuse the changes below.
  await removeDeadWebhooks(options);
  const dnsIsKept = await isAvailable(options.objects, 'external-dns');
  const ended = await endIngresses(options);
  const volumes = await endVolumes(options);
  for (const kind of [kinds.application, kinds.project]) await release(options, kind);
  await removeDeadApis(options);
  return {
    loadBalancers: ended.loadBalancers,
    // Where its controller runs, it takes a name away with the address that the name was for.
    records: dnsIsKept && ended.loadBalancers.length === 0 ? [] : ended.hosts,
    volumes,
  };
}

/** One that is stuck would come back and make again what is deleted here. */
async function stopArgoCd({ objects, report }: ClearOptions): Promise<void> {
  const controllers = (await objects.list(kinds.statefulSet)).filter(
    ({ metadata }) => metadata?.name === 'argocd-application-controller',
  );
  for (const controller of controllers) {
    report("Argo CD's controller is stopped: it makes nothing any more");
    await objects.patch(controller, { spec: { replicas: 0 } });
  }
}

/** A webhook that nobody answers refuses what it should only look at. */
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
      report(`${configuration.metadata?.name}: a ${kind.kind} that nobody answers is removed`);
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
    report(`${nameOf(ingress)}: nobody ended its load balancer; the Ingress is let go`);
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
  // Their operator first, which would make them again; a claim stays while a pod uses it.
  for (const kind of [kinds.deployment, kinds.statefulSet])
    for (const workload of await objects.list(kind))
      if (namespaces.has(workload.metadata?.namespace)) await objects.delete(workload);
  for (const claim of claims) await objects.delete(claim);
  const stay = await waitForEnd(options, kinds.volume, 'ebs-csi-controller');
  for (const volume of stay) {
    report(`${nameOf(volume)}: nobody ended the volume; it is let go`);
    await objects.delete(volume);
    await letGo(objects, volume);
  }
  for (const claim of await objects.list(kinds.claim)) await letGo(objects, claim);
  return stay.flatMap((volume) => text(volume, 'spec', 'csi', 'volumeHandle') ?? []);
}

/**
 * Waits until all of a kind are gone, for as long as a controller works on it.
 *
 * @returns those that stay
 */
async function waitForEnd(
  { objects, report, endTimeout = defaultEndTimeout }: ClearOptions,
  kind: Kind,
  controller: string,
): Promise<ClusterObject[]> {
  const deadline = performance.now() + endTimeout;
  let told = 0;
  for (;;) {
    const stay = await objects.list(kind);
    if (stay.length === 0 || performance.now() > deadline) return stay;
    if (!(await isAvailable(objects, controller))) return stay;
    if (told !== stay.length) report(`${controller} still has ${stay.length} of kind ${kind.kind}`);
    told = stay.length;
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

/** Ends all of a kind that wait for a controller which is gone. */
async function release({ objects, report }: ClearOptions, kind: Kind): Promise<void> {
  for (const object of await objects.list(kind)) {
    report(`${nameOf(object)}: is let go, and what it made stays until its namespace goes`);
    // The finalizer first: with it, a controller that came back would still start to delete.
    await letGo(objects, object);
    await objects.delete(object);
  }
}

/** No namespace ends while an API is announced that does not answer: nobody knows what it holds. */
async function removeDeadApis({ objects, report }: ClearOptions): Promise<void> {
  for (const api of await objects.list(kinds.apiService)) {
    if (at(api, 'spec', 'service') === undefined) continue;
    const available = list(api, 'status', 'conditions').some(
      (one) => text(one, 'type') === 'Available' && text(one, 'status') === 'True',
    );
    if (available) continue;
    report(`${api.metadata?.name}: an API that does not answer is removed`);
    await objects.delete(api);
  }
}

/** Takes off what keeps an object until a controller has seen to it. */
async function letGo(objects: ClusterObjects, object: ClusterObject): Promise<void> {
  if ((object.metadata?.finalizers ?? []).length > 0)
    await objects.patch(object, { metadata: { finalizers: [] } });
}

function nameOf({ kind, metadata }: ClusterObject): string {
  const place = metadata?.namespace === undefined ? '' : `${metadata.namespace}/`;
  return `${kind} ${place}${metadata?.name}`;
}
