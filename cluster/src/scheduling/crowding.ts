import { type KubeObject, manifest, type Pod } from '../control-plane/kube-objects.ts';
import { until } from '../processes/until.ts';
import { startPodLog } from './pod-log.ts';
import { apiPods } from './workload-names.ts';
import type { World } from './world.ts';

/** What came of a pod of the API's priority that wanted more of a node than was free there. */
export interface Crowding {
  readonly placed: boolean;
  /** Whose pods had to make room for it. */
  readonly pushedOut: readonly string[];
}

/** Thousandths of a core that it wants beyond what is free: half of what Prometheus asks for. */
const more = 100;
const limitMs = 120_000;
const name = 'crowd';

/** Has a pod of the API's priority want room on the node of Prometheus, which is all taken. */
export async function crowdPrometheus(world: World): Promise<Crowding> {
  const { kube } = world;
  const { nodes } = await world.settle();
  const home = nodes.find(({ pods }) =>
    pods.some(({ workload }) => workload.startsWith('prometheus-')),
  );
  if (!home) throw new Error('Prometheus is on no node');
  const free = home.pods.reduce((left, { requests }) => left - requests.cpu, home.allocatable.cpu);
  const log = await startPodLog(kube);
  try {
    await kube.apply([podFor(home.name, free + more)]);
    const placed = await until(
      'the scheduler to decide',
      async () => {
        const pod = await kube.get<Pod>('v1', 'Pod', name, apiPods.namespace);
        if (pod?.spec.nodeName !== undefined) return { yes: true };
        const reason = pod?.status?.conditions?.find(
          ({ type }) => type === 'PodScheduled',
        )?.message;
        return reason?.includes('preemption: ') && !isPromised(pod) && { yes: false };
      },
      limitMs,
    );
    return { placed: placed.yes, pushedOut: await log.pushedOut() };
  } finally {
    await log.close();
  }
}

interface Promised {
  readonly nominatedNodeName?: string;
}

/** Whether a node is being cleared for it. */
function isPromised(pod: Pod | undefined): boolean {
  return (pod?.status as Promised | undefined)?.nominatedNodeName !== undefined;
}

function podFor(node: string, millicores: number): KubeObject {
  return manifest(
    'v1',
    'Pod',
    { name, namespace: apiPods.namespace },
    {
      spec: {
        priorityClassName: 'high-priority',
        nodeSelector: { 'kubernetes.io/hostname': node },
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name,
            image: 'crowd:1.0.0',
            resources: { requests: { cpu: `${millicores}m`, memory: '8Mi' } },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    },
  );
}
