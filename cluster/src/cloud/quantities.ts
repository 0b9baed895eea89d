import type { Pod } from '../control-plane/kube-objects.ts';

/** What is asked for or offered: CPU in thousandths of a core, memory in bytes. */
export interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

export const none: Amount = { cpu: 0, memory: 0 };

/** What a suffix stands for (Kubernetes, "Quantity"). */
const units: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/**
 * The number that Kubernetes' way of writing stands for.
 *
 * @throws RangeError if it is none
 */
export function parseQuantity(quantity: string): number {
  const [, amount, suffix = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(quantity) ?? [];
  const unit = units[suffix];
  if (amount === undefined || unit === undefined)
    throw new RangeError(`not a quantity: ${quantity}`);
  return Number(amount) * unit;
}

export function amountOf(list: Readonly<Record<string, string>> = {}): Amount {
  return {
    cpu: Math.round(parseQuantity(list.cpu ?? '0') * 1000),
    memory: parseQuantity(list.memory ?? '0'),
  };
}

export function add(...amounts: readonly Amount[]): Amount {
  return amounts.reduce(
    (total, { cpu, memory }) => ({ cpu: total.cpu + cpu, memory: total.memory + memory }),
    none,
  );
}

export function subtract(from: Amount, { cpu, memory }: Amount): Amount {
  return { cpu: from.cpu - cpu, memory: from.memory - memory };
}

export function fits(wanted: Amount, free: Amount): boolean {
  return wanted.cpu <= free.cpu && wanted.memory <= free.memory;
}

/**
 * What the scheduler counts for a pod: its containers together, or an init container that alone
 * needs more. Init containers that go on beside the others count with them.
 */
export function requestsOf({ spec }: Pod): Amount {
  const of = (container: Pod['spec']['containers'][number]) =>
    amountOf(container.resources?.requests);
  const initial = spec.initContainers ?? [];
  const beside = initial.filter(({ restartPolicy }) => restartPolicy === 'Always').map(of);
  const before = initial.filter(({ restartPolicy }) => restartPolicy !== 'Always').map(of);
  const running = add(...spec.containers.map(of), ...beside);
  return add(amountOf(spec.overhead), {
    cpu: Math.max(running.cpu, ...before.map(({ cpu }) => cpu)),
    memory: Math.max(running.memory, ...before.map(({ memory }) => memory)),
  });
}
