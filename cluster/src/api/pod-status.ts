import type { ApiPod } from './api-pod.ts';

/** Where a container is, as it stands in a status. */
export type Whereabouts =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: Termination };

export interface Termination {
  readonly exitCode: number;
  /** Number of the signal that ended it, or 0. */
  readonly signal: number;
  readonly reason: 'Completed' | 'Error';
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** What a kubelet knows of its only container. */
export interface ContainerState {
  readonly state: Whereabouts;
  readonly lastState?: Whereabouts;
  readonly restarts: number;
  readonly started: boolean;
  readonly ready: boolean;
}

export interface PodAddress {
  readonly podIP: string;
  readonly hostIP: string;
  /** RFC 3339. */
  readonly since: string;
}

/**
 * The status that a kubelet writes of a pod with one container, to be merged with what others wrote. A pod is ready when its container is
 * and all its readiness gates hold, which others say.
 *
 * @param pod - with the status that is known of it
 * @param now - RFC 3339
 */
export function podStatus(pod: ApiPod, container: ContainerState, at: PodAddress, now: string) {
  const before = pod.status?.conditions ?? [];
  const { readinessGates = [] } = pod.spec;
  const gatesHold = readinessGates.every(({ conditionType }) =>
    before.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  const hasBegun = !('waiting' in container.state) || container.restarts > 0;
  const condition = (type: string, holds: boolean, reason = '') => {
    const status = holds ? 'True' : 'False';
    const old = before.find((one) => one.type === type);
    const since = old?.status === status ? (old.lastTransitionTime ?? now) : now;
    // Conditions are merged with those that are there: null takes an old reason away.
    return { type, status, lastTransitionTime: since, reason: holds ? null : reason };
  };
  const [spec] = pod.spec.containers;
  return {
    phase: hasBegun ? 'Running' : 'Pending',
    startTime: at.since,
    hostIP: at.hostIP,
    hostIPs: [{ ip: at.hostIP }],
    podIP: at.podIP,
    podIPs: [{ ip: at.podIP }],
    conditions: [
      condition('PodReadyToStartContainers', true),
      condition('Initialized', true),
      condition('ContainersReady', container.ready, 'ContainersNotReady'),
      condition(
        'Ready',
        container.ready && gatesHold,
        container.ready ? 'ReadinessGatesNotReady' : 'ContainersNotReady',
      ),
    ],
    containerStatuses: [
      {
        name: spec?.name,
        image: spec?.image,
        imageID: '',
        restartCount: container.restarts,
        started: container.started,
        ready: container.ready,
        state: container.state,
        ...(container.lastState && { lastState: container.lastState }),
      },
    ],
  };
}
