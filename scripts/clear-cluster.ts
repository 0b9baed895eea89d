import { parseArgs } from 'node:util';
import { KubeConfig } from '@kubernetes/client-node';
import { clearCluster, type Leftovers } from './clear-cluster/clear-cluster.ts';
import { clusterObjects } from './clear-cluster/cluster-objects.ts';
import { refuseOtherCluster } from './clear-cluster/refuse-other-cluster.ts';

const usage = `Usage: node scripts/clear-cluster.ts <stack> [--context <name>] --yes

For when Argo CD is stuck or gone, and "pulumi destroy" waits for it: ends what Argo CD would have
ended in the cluster of a stack, and says what is left on AWS by name. Then destroy again. It takes
the current context of your kubeconfig, and refuses a cluster that is not the stack's.`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      yes: { type: 'boolean' },
      context: { type: 'string' },
    },
  });
  const [stack, ...more] = positionals;
  if (values.help) return console.log(usage);
  if (stack === undefined || more.length > 0) throw new Error(usage);

  const config = new KubeConfig();
  config.loadFromDefault();
  if (values.context !== undefined) config.setCurrentContext(values.context);
  const objects = clusterObjects(config);
  await refuseOtherCluster(config, objects, stack);
  if (!values.yes)
    throw new Error(`Everything in the cluster of ${stack} would be ended. Add --yes to do it.`);
  console.log(told(await clearCluster({ objects, report: console.log }), stack));
}

function told({ loadBalancers, records, volumes }: Leftovers, stack: string): string {
  const left = [
    ...loadBalancers.map((name) => `  load balancer ${name}`),
    ...records.map((name) => `  record of ${name} in the zone`),
    ...volumes.map((id) => `  volume ${id}`),
  ];
  const next = `Now run: npx pulumi destroy --stack ${stack}`;
  if (left.length === 0) return `Nothing is left on AWS. ${next}`;
  return `Left on AWS, to delete before the network can go:\n${left.join('\n')}\n${next}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
