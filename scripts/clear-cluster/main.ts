import { parseArgs } from 'node:util';
import { KubeConfig } from '@kubernetes/client-node';
import { clearCluster, type Leftovers } from './clear-cluster.ts';
import { clusterObjects } from './cluster-objects.ts';
import { refuseOtherCluster } from './refuse-other-cluster.ts';

const usage = `Usage: node scripts/clear-cluster/main.ts <stack> [--context <name>] --yes

For when Argo CD is stuck or gone, and "pulumi destroy" waits for it: deletes what Argo CD would have
deleted in the cluster of a stack, and lists what is left on AWS. Then destroy again. It uses the
current context of your kubeconfig, and refuses a cluster that is not the stack's.`;

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
    throw new Error(`This would delete everything in the cluster of ${stack}. Add --yes to do it.`);
  console.log(reportOf(await clearCluster({ objects, report: console.log }), stack));
}

function reportOf({ loadBalancers, records, volumes }: Leftovers, stack: string): string {
  const left = [
    ...loadBalancers.map((name) => `  load balancer ${name}`),
    ...records.map((name) => `  DNS record ${name}`),
    ...volumes.map((id) => `  volume ${id}`),
  ];
  const next = `Now run: npx pulumi destroy --stack ${stack}`;
  if (left.length === 0) return `Nothing is left on AWS. ${next}`;
  return `Left on AWS, to be deleted before the network can be:\n${left.join('\n')}\n${next}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
