import type { Requests } from './workload.ts';

/** MiB that a suffix stands for (Kubernetes, "Resource units"). */
const mebibytes: Readonly<Record<string, number>> = {
  Ki: 1 / 1024,
  Mi: 1,
  Gi: 1024,
  Ti: 1024 ** 2,
};

/**
 * Parses Kubernetes' notation of requests. A missing request is zero.
 *
 * @throws RangeError for a notation that our values do not use
 */
export function parseRequests(requests: Readonly<Record<string, unknown>> = {}): Requests {
  return { cpu: parseCpu(requests.cpu ?? 0), memory: parseMemory(requests.memory ?? 0) };
}

function parseCpu(quantity: unknown): number {
  const [, amount, thousandths] = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(quantity)) ?? [];
  if (amount === undefined) throw new RangeError(`not a quantity of CPU: ${quantity}`);
  return Number(amount) * (thousandths ? 1 : 1000);
}

function parseMemory(quantity: unknown): number {
  if (quantity === 0) return 0;
  const [, amount, suffix = ''] = /^(\d+)([KMGT]i)$/.exec(String(quantity)) ?? [];
  const unit = mebibytes[suffix];
  if (unit === undefined) throw new RangeError(`not a quantity of memory: ${quantity}`);
  return Number(amount) * unit;
}
