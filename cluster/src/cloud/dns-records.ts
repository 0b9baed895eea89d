import type { Kube } from '../control-plane/kube.ts';
import { type DeploymentName, isAvailable } from './availability.ts';
import type { Ingress } from './load-balancers.ts';
import { startLoop } from './loop.ts';

/** A record of a zone. Times are of `performance.now()`. */
export interface DnsRecord {
  readonly name: string;
  /** The load balancer's address. */
  readonly target: string;
  readonly madeAt: number;
  readonly goneAt?: number;
}

export interface DnsRecordsOptions {
  /** Acts only while this has a ready pod; that of the chart if it is not said. `null`: always. */
  readonly deployment?: DeploymentName | null;
  /** Writes below these only (`--domain-filter`). Absent: whatever an Ingress asks for. */
  readonly domains?: readonly string[];
  /** Seconds between two looks (`--interval`), where nothing has happened. 60 if it is not said. */
  readonly intervalSeconds?: number;
  /**
   * Seconds from an event to the look that it causes (`--events`, which waits for
   * `--min-event-sync-interval`). 5 if it is not said, as there. `null`: events cause none.
   */
  readonly eventSeconds?: number | null;
  /** Pods that run it once (`--once`): each causes a look at once. Those of the chart if not said. */
  readonly oneRun?: { readonly namespace: string; readonly labelSelector: string };
  readonly report?: (line: string) => void;
}

/** Stands in for external-dns, policy `sync`, and for the zone that it writes to. */
export interface DnsRecords {
  /** All that there ever were, the oldest first. */
  all(): readonly DnsRecord[];
  /** Those that there are. */
  current(): readonly DnsRecord[];
  close(): Promise<void>;
}

type Kept = { -readonly [Key in keyof DnsRecord]: DnsRecord[Key] };

/** Milliseconds between two looks at whether its Deployment is up. */
const availabilityMs = 1_000;
const chartRun = {
  namespace: 'external-dns',
  labelSelector: 'app.kubernetes.io/name=dns-cleanup',
};
const chartDeployment = { namespace: 'external-dns', name: 'external-dns' };

/** Writes a record for each host of an Ingress that has an address, and takes it away with it. */
export async function startDnsRecords(
  kube: Kube,
  options: DnsRecordsOptions = {},
): Promise<DnsRecords> {
  const {
    deployment = chartDeployment,
    domains,
    intervalSeconds = 60,
    eventSeconds = 5,
    oneRun = chartRun,
    report,
  } = options;
  const records: Kept[] = [];
  // When the next look is due: at once when its Deployment has come up.
  let due = 0;
  const ingresses = await kube.watch<Ingress>('networking.k8s.io/v1', 'Ingress', {}, () => {
    if (eventSeconds !== null) due = Math.min(due, performance.now() + eventSeconds * 1000);
  });
  let runs = 0;
  const lastRuns = await kube.watch('v1', 'Pod', oneRun, ({ type }) => {
    if (type === 'added') runs += 1;
  });
  const current = () => records.filter(({ goneAt }) => goneAt === undefined);
  const isWritten = (host: string) =>
    !domains || domains.some((domain) => host === domain || host.endsWith(`.${domain}`));

  const loop = startLoop(
    'external-dns',
    async () => {
      const isRun = runs > 0;
      runs = 0;
      if (!isRun && deployment && !(await isAvailable(kube, deployment))) {
        due = 0;
        return;
      }
      if (!isRun && performance.now() < due) return;
      due = performance.now() + intervalSeconds * 1000;
      const wanted = new Map(
        ingresses.current().flatMap(({ spec, status }) => {
          const target = status?.loadBalancer?.ingress?.[0]?.hostname;
          if (target === undefined) return [];
          return (spec.rules ?? []).flatMap(({ host }) =>
            host !== undefined && isWritten(host) ? [[host, target] as const] : [],
          );
        }),
      );
      const now = performance.now();
      for (const record of current())
        if (wanted.get(record.name) !== record.target) record.goneAt = now;
      const present = new Set(current().map(({ name }) => name));
      for (const [name, target] of wanted)
        if (!present.has(name)) records.push({ name, target, madeAt: now });
    },
    availabilityMs,
    report,
  );
  return {
    all: () => records,
    current,
    async close() {
      await Promise.all([loop.close(), ingresses.close(), lastRuns.close()]);
    },
  };
}
