import { z } from 'zod';
import { Closers } from '../../../local/src/start/closers.ts';
import { startAutoscaler } from '../cloud/autoscaler.ts';
import { type Controllers, startControllers } from '../cloud/controllers.ts';
import { installEksAddons } from '../cloud/eks-addons.ts';
import { startLoop } from '../cloud/loop.ts';
import { type Nodes, startNodes } from '../cloud/nodes.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import type { Inventory } from '../pulumi/inventory/inventory.ts';
import type { ForeignResource } from '../pulumi/inventory/resources.ts';

export interface AroundStackOptions {
  readonly controlPlane: ControlPlane;
  readonly account: Inventory;
  readonly region: string;
  /** Seconds from the order of a machine to its first pod. */
  readonly bootSeconds?: number;
  readonly report: (line: string) => void;
}

/** What AWS and the controllers in its cluster do around a stack. */
export type AroundStack = Controllers;

const nodeGroup = z.object({
  instanceTypes: z.array(z.string()).min(1),
  scalingConfig: z.object({ minSize: z.number(), maxSize: z.number() }),
});

/** Milliseconds between two looks at the account. */
const resync = 500;

/**
 * Makes nodes where the stack has a node group, and takes them with it; plays the controllers for as
 * long as their pods run; and writes down in the account what they make, which then stands in the way
 * of a network, a zone or a node group that goes too early.
 */
export async function startAroundStack(options: AroundStackOptions): Promise<AroundStack> {
  const { controlPlane, account, region, report } = options;
  const closers = new Closers();
  try {
    const controllers = closers.keep(await startControllers(controlPlane, { region, report }));
    const group = followNodeGroup(options);
    // Closed after the loop, whose last look may still make nodes.
    closers.keep(group);
    closers.keep(startLoop('node group', () => group.look(), resync, report));
    closers.keep(
      startLoop('account', async () => keepForeign(account, controllers), resync, report),
    );
    return { ...controllers, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

function followNodeGroup(options: AroundStackOptions) {
  const { controlPlane, account, region, bootSeconds, report } = options;
  const { kube } = controlPlane;
  let nodes: Nodes | undefined;
  let end: (() => Promise<void>) | undefined;
  const close = async () => {
    await end?.();
    end = undefined;
    nodes = undefined;
  };
  return {
    async look() {
      const [found] = account.list('aws:eks/nodeGroup:NodeGroup');
      if (found && !nodes) {
        const { instanceTypes, scalingConfig } = nodeGroup.parse(found.inputs);
        await installEksAddons(kube);
        const made = await startNodes(kube, {
          group: {
            name: found.id.split(':').at(-1) ?? found.id,
            instanceType: instanceTypes[0] ?? '',
            min: scalingConfig.minSize,
            max: scalingConfig.maxSize,
            region,
            zones: ['a', 'b', 'c'].map((letter) => `${region}${letter}`),
          },
          ...(bootSeconds !== undefined && { bootSeconds }),
          report,
        });
        nodes = made;
        // As argocd/templates/applications/cluster-autoscaler.yaml has its flags.
        const autoscaler = startAutoscaler(kube, made, {
          expendablePriority: -10,
          unneededSeconds: 600,
          threshold: 0.6,
          deployment: { namespace: 'kube-system', name: 'cluster-autoscaler' },
          report,
        });
        end = async () => {
          await autoscaler.close();
          await made.close();
        };
      }
      if (!found && nodes) {
        const gone = nodes.machines().filter(({ goneAt }) => goneAt === undefined);
        for (const { name } of gone) await nodes.terminate(name);
        await close();
      }
    },
    close,
  };
}

/** Writes down what there is now, and takes out what is gone. */
function keepForeign(account: Inventory, { loadBalancers, records, volumes }: Controllers): void {
  const idsOf = (...types: readonly string[]) =>
    types.flatMap((type) => account.list(type)).map(({ id }) => id);
  const isThere = ({ goneAt }: { readonly goneAt?: number }) => goneAt === undefined;
  const wanted: ForeignResource[] = [
    ...loadBalancers
      .all()
      .filter(isThere)
      .map(({ hostname }) => ({
        kind: 'load balancer' as const,
        id: hostname,
        uses: idsOf(
          'aws:ec2/vpc:Vpc',
          'aws:ec2/subnet:Subnet',
          'aws:ec2/internetGateway:InternetGateway',
        ),
      })),
    ...records.current().map(({ name }) => ({
      kind: 'DNS record' as const,
      id: name,
      uses: idsOf('aws:route53/zone:Zone'),
    })),
    ...volumes
      .all()
      .filter(isThere)
      .map(({ name }) => ({
        kind: 'volume' as const,
        id: name,
        uses: idsOf('aws:eks/nodeGroup:NodeGroup'),
      })),
  ];
  const ours = new Set(['load balancer', 'DNS record', 'volume']);
  for (const { kind, id } of account.foreign)
    if (ours.has(kind) && !wanted.some((one) => one.kind === kind && one.id === id))
      account.removeForeign({ kind, id });
  for (const one of wanted) account.addForeign(one);
}
