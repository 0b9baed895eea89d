import type { Kube } from '../control-plane/kube.ts';
import {
  holds,
  type KubeObject,
  manifest,
  type Node,
  type Pod,
} from '../control-plane/kube-objects.ts';
import { lostLabel } from '../control-plane/stages.ts';
import { until } from '../processes/until.ts';
import { drain, podsOf } from './drain.ts';
import { startLoop } from './loop.ts';
import { bootTaint, type NodeGroup, nodeObject } from './node-template.ts';
import { takeTaint } from './taints.ts';

export interface NodesOptions {
  readonly group: NodeGroup;
  /** How many there are to begin with; `min` if it is not said. They have booted already. */
  readonly size?: number;
  /** Seconds from the order of a machine to its first pod. 60 if it is not said. */
  readonly bootSeconds?: number;
  readonly report?: (line: string) => void;
}

/** A machine of the group. Times are of `performance.now()`. */
export interface Machine {
  readonly name: string;
  readonly zone: string;
  readonly orderedAt: number;
  /** It takes pods from then on. */
  readonly readyAt?: number;
  readonly goneAt?: number;
  /** Its zone has been lost, and it has fallen silent. */
  readonly lost: boolean;
}

/** A managed node group: it makes nodes as EKS does, and stands for their kubelets' leases. */
export interface Nodes {
  readonly group: NodeGroup;
  /** All that there ever were, the oldest first. */
  machines(): readonly Machine[];
  /** How many there are, those that boot and those that are lost included. */
  size(): number;
  /**
   * Orders machines. Fulfilled once they are ordered; {@link Machine.readyAt} tells of the rest.
   *
   * @returns their names
   * @throws RangeError if the group would be larger than its `max`
   */
  add(count: number): Promise<string[]>;
  /** Drains a node, within the PodDisruptionBudgets, and ends its machine. */
  remove(name: string): Promise<void>;
  /** Ends a machine at once, as EC2 does; its pods are gone with it. */
  terminate(name: string): Promise<void>;
  /**
   * Loses a zone: its nodes fall silent, and their pods are not ended. The cluster notices by
   * itself, some 50 s later. No more nodes are created there.
   */
  loseZone(zone: string): Promise<void>;
  /** What the cloud does in the end: it ends machines that are lost, and replaces them elsewhere. */
  replaceLost(): Promise<string[]>;
  /** The zone is there again, for new nodes. */
  recoverZone(zone: string): void;
  close(): Promise<void>;
}

interface Kept extends Machine {
  readyAt?: number;
  goneAt?: number;
  lost: boolean;
}

/** As kubelets do by default: every 10 s, and 40 s without it say that a node is away. */
const leaseSeconds = 40;
const renewalMs = 10_000;
/** Milliseconds for KWOK to say that a node runs. */
const readyLimit = 60_000;

/** @throws Error if the API server takes no nodes */
export async function startNodes(kube: Kube, options: NodesOptions): Promise<Nodes> {
  const { group, size = group.min, bootSeconds = 60, report } = options;
  const kubeletVersion = await versionOf(kube);
  const machines: Kept[] = [];
  const lostZones = new Set<string>();
  const boots = new Set<NodeJS.Timeout>();
  const there = () => machines.filter(({ goneAt }) => goneAt === undefined);
  const named = (name: string): Kept => {
    const machine = there().find((candidate) => candidate.name === name);
    if (!machine) throw new Error(`${group.name} has no node ${name}`);
    return machine;
  };

  const nextZone = (): string => {
    const zones = group.zones.filter((zone) => !lostZones.has(zone));
    const counted = zones.map((zone) => ({
      zone,
      count: there().filter((machine) => machine.zone === zone && !machine.lost).length,
    }));
    const least = counted.toSorted((a, b) => a.count - b.count)[0];
    if (!least) throw new Error(`${group.name}: no zone is left`);
    return least.zone;
  };
  const renew = ({ name }: Machine) => kube.apply([lease(name)]);
  const open = async (machine: Kept) => {
    await takeTaint(kube, machine.name, bootTaint);
    machine.readyAt = performance.now();
  };
  const order = async (): Promise<Kept> => {
    const zone = nextZone();
    const object = nodeObject(group, kubeletVersion, zone, machines.length + 1);
    const machine: Kept = {
      name: object.metadata.name,
      zone,
      orderedAt: performance.now(),
      lost: false,
    };
    machines.push(machine);
    await kube.create(object);
    await renew(machine);
    return machine;
  };

  const leases = startLoop(
    'leases of nodes',
    async () => {
      await Promise.all(
        there()
          .filter(({ lost }) => !lost)
          .map(renew),
      );
    },
    renewalMs,
    report,
  );
  const lostNodes = () => new Set(there().flatMap(({ lost, name }) => (lost ? [name] : [])));
  // A pod that the scheduler assigns to a silent node is not started either.
  const pods = await kube.watch<Pod>('v1', 'Pod', {}, ({ type, object }) => {
    if (type === 'deleted' || !object.spec.nodeName || object.metadata.labels?.[lostLabel]) return;
    if (lostNodes().has(object.spec.nodeName)) void markLost(kube, object).catch(() => undefined);
  });

  const close = async () => {
    for (const timer of boots) clearTimeout(timer);
    await Promise.all([leases.close(), pods.close()]);
  };

  try {
    const begun: Kept[] = [];
    for (let count = 0; count < size; count += 1) begun.push(await order());
    await Promise.all(
      begun.map(async (machine) => {
        await untilUp(kube, machine.name);
        await open(machine);
      }),
    );
  } catch (error) {
    await close();
    throw error;
  }

  const terminate = async (name: string) => {
    const machine = named(name);
    machine.goneAt = performance.now();
    await kube.delete({ apiVersion: 'v1', kind: 'Node', name });
    await kube.delete({ ...leaseName(name) });
  };
  const add = async (count: number) => {
    if (there().length + count > group.max)
      throw new RangeError(
        `${group.name} may have ${group.max} nodes, not ${there().length + count}`,
      );
    const names: string[] = [];
    for (let made = 0; made < count; made += 1) {
      const machine = await order();
      names.push(machine.name);
      const timer = setTimeout(() => {
        boots.delete(timer);
        if (machine.goneAt !== undefined || machine.lost) return;
        open(machine).catch((error: Error) => report?.(`${machine.name}: ${error.message}`));
      }, bootSeconds * 1000);
      boots.add(timer);
    }
    return names;
  };

  return {
    group,
    machines: () => machines,
    size: () => there().length,
    add,
    async remove(name) {
      named(name);
      await drain(kube, name);
      await terminate(name);
    },
    terminate,
    async loseZone(zone) {
      lostZones.add(zone);
      for (const machine of there().filter((candidate) => candidate.zone === zone)) {
        machine.lost = true;
        const left = await podsOf(kube, machine.name);
        await Promise.all([
          markLost(kube, { kind: 'Node', metadata: { name: machine.name } }),
          ...left.map((pod) => markLost(kube, pod)),
        ]);
      }
    },
    async replaceLost() {
      const lost = there().filter((machine) => machine.lost);
      for (const { name } of lost) await terminate(name);
      return add(lost.length);
    },
    recoverZone: (zone) => void lostZones.delete(zone),
    close,
  };
}

function leaseName(node: string) {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    name: node,
    namespace: 'kube-node-lease',
  };
}

function lease(node: string): KubeObject {
  const { apiVersion, kind, name, namespace } = leaseName(node);
  return manifest(
    apiVersion,
    kind,
    { name, namespace },
    {
      spec: {
        holderIdentity: node,
        leaseDurationSeconds: leaseSeconds,
        // The API wants microseconds.
        renewTime: new Date().toISOString().replace('Z', '000Z'),
      },
    },
  );
}

async function untilUp(kube: Kube, name: string): Promise<void> {
  await until(
    `node ${name} to be ready`,
    async () => {
      const node = await kube.get<Node>('v1', 'Node', name);
      return holds(node?.status?.conditions, 'Ready');
    },
    readyLimit,
  );
}

async function markLost(
  kube: Kube,
  { kind, metadata }: Pick<KubeObject, 'kind' | 'metadata'>,
): Promise<void> {
  const { name, namespace } = metadata;
  await kube.patch(
    { apiVersion: 'v1', kind, name, ...(namespace !== undefined && { namespace }) },
    { metadata: { labels: { [lostLabel]: 'true' } } },
  );
}

/** Nodes are as new as the API server, such as `v1.36.3`. */
async function versionOf({ http }: Kube): Promise<string> {
  const { gitVersion } = (await http.send({ method: 'GET', path: '/version' })) as {
    readonly gitVersion: string;
  };
  return gitVersion;
}
