import { z } from 'zod';
import type { Manifest } from '../../charts/rendering/helm.ts';
import { type Container, type PodSpec, podOf } from '../../charts/rendering/pods.ts';
import { parseRequests } from './quantities.ts';
import { type Apart, type Requests, sum, type Workload } from './workload.ts';

/** The preferences that the model weighs like the scheduler; any others are refused. */
const wishes = z.object({
  affinity: z
    .strictObject({
      podAntiAffinity: z.strictObject({
        preferredDuringSchedulingIgnoredDuringExecution: z.tuple([
          z.object({
            weight: z.int(),
            podAffinityTerm: z.object({ topologyKey: z.literal('kubernetes.io/hostname') }),
          }),
        ]),
      }),
    })
    .optional(),
  topologySpreadConstraints: z
    .tuple([
      z.object({
        topologyKey: z.literal('topology.kubernetes.io/zone'),
        whenUnsatisfiable: z.literal('ScheduleAnyway'),
        maxSkew: z.int(),
      }),
    ])
    .optional(),
});

/**
 * The workloads among rendered objects; an autoscaled one counts with its minimum.
 *
 * @throws Error if a pod has a scheduling constraint that the model does not know
 */
export function renderedWorkloads(manifests: readonly Manifest[]): Workload[] {
  return manifests.flatMap((manifest) => {
    const pod = podOf(manifest);
    const kind = workloadKind(manifest);
    if (!pod || !kind) return [];
    const running = sum(pod.containers.map(requestsOf));
    // They run one by one before the others, within the same requests.
    const starting = (pod.initContainers ?? []).map(requestsOf);
    const apart = apartOf(manifest.metadata.name, pod);
    return [
      {
        name: manifest.metadata.name,
        kind,
        replicas: replicasOf(manifest, manifests),
        requests: {
          cpu: Math.max(running.cpu, ...starting.map(({ cpu }) => cpu)),
          memory: Math.max(running.memory, ...starting.map(({ memory }) => memory)),
        },
        ...(apart && { apart }),
      },
    ];
  });
}

/** The limits of a workload's autoscaling, if any. */
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

function apartOf(
  name: string,
  { affinity, topologySpreadConstraints }: PodSpec,
): Apart | undefined {
  const { success, data } = wishes.safeParse({ affinity, topologySpreadConstraints });
  if (!success)
    throw new Error(
      `${name} has a scheduling constraint that scripts/capacity/score.ts does not know`,
    );
  const [node] =
    data.affinity?.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const [zone] = data.topologySpreadConstraints ?? [];
  if (!node && !zone) return undefined;
  return { byNode: node?.weight ?? 0, ...(zone && { zoneSkew: zone.maxSkew }) };
}

function requestsOf({ resources }: Container): Requests {
  return parseRequests(resources?.requests);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
