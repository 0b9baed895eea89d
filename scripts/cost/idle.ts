import type { RecordedResource, Recording } from '../../infra/recording/recorder.ts';
import { cluster } from './assumptions.ts';
import { type Charge, chargeRules, describeNodes } from './charges.ts';
import { isFree } from './free-resources.ts';
import { hoursPerMonth, instancePrice, type PricedRegion, prices } from './prices.ts';

/** What a stack costs each month while nobody uses it, by item of the bill. */
export interface IdleCharges {
  /** For what the program creates. */
  readonly recorded: readonly Charge[];
  /** For what Argo CD creates: see `cluster` in assumptions.ts. */
  readonly assumed: readonly Charge[];
}

/**
 * The monthly charges of a recorded stack, one per item.
 *
 * @throws Error naming every resource type that is neither priced nor known to be free
 */
export function idleCharges(recording: Recording): IdleCharges {
  const resources = recording.resources.filter((resource) => !isScaffolding(resource));
  const unknown = resources.filter(
    (resource) => !Object.hasOwn(chargeRules, resource.type) && !isFree(resource),
  );
  if (unknown.length > 0) throw new Error(describeUnknown(unknown));
  return {
    recorded: merge(
      resources.flatMap((resource) => chargeRules[resource.type]?.(resource, recording) ?? []),
    ),
    assumed: merge(clusterCharges(recording)),
  };
}

/** US dollars a month. */
export function monthlyCost({ quantity, price }: Charge, region: PricedRegion): number {
  const { usd, per } = prices[price];
  return quantity * usd[region] * (per === 'hour' ? hoursPerMonth : 1);
}

/** Components, ours and EKS's, cost only what they contain; the others here are Pulumi's own. */
function isScaffolding({ type }: RecordedResource): boolean {
  return /^(tidecast|eks|pulumi):/.test(type);
}

function describeUnknown(resources: readonly RecordedResource[]): string {
  const byType = new Map(resources.map(({ type, name }) => [type, name]));
  const lines = [...byType].sort().map(([type, name]) => `  ${type}, such as ${name}`);
  return `Nobody has said what these cost. Give each a rule in scripts/cost/charges.ts or a reason in scripts/cost/free-resources.ts:\n${lines.join('\n')}`;
}

function clusterCharges(recording: Recording): Charge[] {
  const { loadBalancers, addressesPerLoadBalancer, spareNodes, claimedGb } = cluster;
  const group = recording.resources.find(({ type }) => type === 'aws:eks/nodeGroup:NodeGroup');
  if (!group) return [];
  const { type, diskGb } = describeNodes(group, recording);
  return [
    { item: `Spare node, ${type}`, quantity: spareNodes, price: instancePrice(type) },
    { item: 'Disk of the spare node, GB', quantity: spareNodes * diskGb, price: 'gp3GbMonth' },
    { item: 'Load balancers', quantity: loadBalancers, price: 'albHour' },
    {
      item: 'Public IPv4 addresses of load balancers',
      quantity: loadBalancers * addressesPerLoadBalancer,
      price: 'publicIpv4Hour',
    },
    { item: 'Volumes of the monitoring, GB', quantity: claimedGb, price: 'gp3GbMonth' },
  ];
}

function merge(charges: readonly Charge[]): Charge[] {
  const byItem = new Map<string, Charge>();
  for (const charge of charges) {
    const before = byItem.get(charge.item)?.quantity ?? 0;
    byItem.set(charge.item, { ...charge, quantity: before + charge.quantity });
  }
  return [...byItem.values()];
}
