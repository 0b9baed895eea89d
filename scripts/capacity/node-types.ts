import type { Requests } from './workload.ts';

/** What a node offers to pods, including those of DaemonSets. */
export interface Allocatable extends Requests {
  /** How many pods can have an address. */
  readonly pods: number;
}

interface Machine {
  readonly cpus: number;
  readonly gib: number;
  /** Network interfaces, and IPv4 addresses per interface. */
  readonly interfaces: number;
  readonly addresses: number;
}

/**
 * By size, the same in all families (amazon-eks-ami, nodeadm/internal/kubelet/instance-info.jsonl).
 */
const sizes = {
  large: { cpus: 2, interfaces: 3, addresses: 10 },
  xlarge: { cpus: 4, interfaces: 4, addresses: 15 },
  '2xlarge': { cpus: 8, interfaces: 4, addresses: 15 },
} as const;

/** GiB per virtual CPU (EC2, "Instance types"). */
const families = {
  ...{ c5: 2, c6i: 2, c7i: 2 },
  ...{ m5: 4, m5a: 4, m6i: 4, m6a: 4, m7i: 4, m7a: 4 },
  ...{ r5: 8, r6i: 8, r7i: 8 },
  ...{ t3: 4, t3a: 4 },
} as const;

const machines: Readonly<Record<string, Machine>> = {
  ...Object.fromEntries(
    Object.entries(families).flatMap(([family, gibPerCpu]) =>
      Object.entries(sizes).map(([size, machine]) => [
        `${family}.${size}`,
        { ...machine, gib: machine.cpus * gibPerCpu },
      ]),
    ),
  ),
  't3.medium': { cpus: 2, gib: 4, interfaces: 3, addresses: 6 },
  't3a.medium': { cpus: 2, gib: 4, interfaces: 3, addresses: 6 },
  't3.large': { cpus: 2, gib: 8, interfaces: 3, addresses: 12 },
  't3a.large': { cpus: 2, gib: 8, interfaces: 3, addresses: 12 },
};

/** The types that {@link allocatable} knows, of those that infra/config-schema.ts accepts. */
export const nodeTypes: readonly string[] = Object.keys(machines);

/**
 * Part of the memory that EC2 states but the kernel does not see. Karpenter, which must guess it
 * before a node exists, subtracts this much (settings, VM_MEMORY_OVERHEAD_PERCENT); for an m5.large
 * it is about 0.06.
 */
const unseenMemory = 0.075;

/**
 * MiB of free memory at which the kubelet starts to evict pods (amazon-eks-ami,
 * nodeadm/internal/kubelet/config.go).
 */
const evictionMemory = 100;

/**
 * What a managed AL2023 node of a type offers to pods.
 *
 * @throws RangeError for an unknown type
 */
export function allocatable(type: string): Allocatable {
  const machine = machines[type];
  if (!machine)
    throw new RangeError(
      `scripts/capacity/node-types.ts does not know ${type}, only ${nodeTypes.join(', ')}`,
    );
  const { cpus, gib, interfaces, addresses } = machine;
  // An interface's first address is not for pods; the pod network and kube-proxy use the node's
  // (same directory, eni_max_pods.go).
  const pods = interfaces * (addresses - 1) + 2;
  return {
    cpu: cpus * 1000 - reservedCpu(cpus),
    memory: Math.floor(gib * 1024 * (1 - unseenMemory)) - reservedMemory(pods) - evictionMemory,
    pods,
  };
}

/**
 * Thousandths of a core: 6 % of the first, 1 % of the second, 0.5 % of the next two, 0.25 % of the
 * rest (amazon-eks-ami, nodeadm/internal/kubelet/config.go).
 */
function reservedCpu(cpus: number): number {
  const of = (from: number, to: number) => Math.max(0, Math.min(cpus, to) - from);
  return 60 * of(0, 1) + 10 * of(1, 2) + 5 * of(2, 4) + 2.5 * of(4, cpus);
}

/** MiB (same file). */
function reservedMemory(pods: number): number {
  return 255 + 11 * pods;
}
