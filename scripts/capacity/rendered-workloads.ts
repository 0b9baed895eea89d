import type { Manifest } from '../../charts/test/helm.ts';
import { type Container, podOf } from '../../charts/test/pod-security.ts';
import { parseRequests } from './quantities.ts';
import { type Requests, sum, type Workload } from './workload.ts';

/** The workloads among rendered objects; one that is scaled counts at the least that it may have. */
export function renderedWorkloads(manifests: readonly Manifest[]): Workload[] {
  return manifests.flatMap((manifest) => {
    const pod = podOf(manifest);
    const kind = workloadKind(manifest);
    if (!pod || !kind) return [];
    const running = sum(pod.containers.map(requestsOf));
    // They run one by one, before the others, in the same room.
    const starting = (pod.initContainers ?? []).map(requestsOf);
    return [
      {
        name: manifest.metadata.name,
        kind,
        replicas: replicasOf(manifest, manifests),
        requests: {
          cpu: Math.max(running.cpu, ...starting.map(({ cpu }) => cpu)),
          memory: Math.max(running.memory, ...starting.map(({ memory }) => memory)),
        },
      },
    ];
  });
}

/** The bounds between which a workload is scaled, if it is. */
export function scaling(
  name: string,
  manifests: readonly Manifest[],
): { readonly min: number; readonly max: number } | undefined {
  for (const { kind, spec } of manifests) {
    if (kind !== 'HorizontalPodAutoscaler' || field(field(spec, 'scaleTargetRef'), 'name') !== name)
      continue;
    return { min: Number(field(spec, 'minReplicas')), max: Number(field(spec, 'maxReplicas')) };
  }
  return undefined;
}

function replicasOf({ metadata, spec }: Manifest, manifests: readonly Manifest[]): number {
  return scaling(metadata.name, manifests)?.min ?? Number(field(spec, 'replicas') ?? 1);
}

function workloadKind({ kind }: Manifest): Workload['kind'] | undefined {
  return (['DaemonSet', 'Deployment', 'StatefulSet'] as const).find((known) => known === kind);
}

function requestsOf({ resources }: Container): Requests {
  return parseRequests(resources?.requests);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
