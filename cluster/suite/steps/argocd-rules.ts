import { z } from 'zod';
import { renderChild } from '../../../charts/rendering/applications.ts';
import type { RuleGroup } from './judge.ts';

const groupSchema = z.object({
  name: z.string(),
  rules: z.array(z.object({ alert: z.string(), expr: z.string(), for: z.string() }).loose()),
});
const specSchema = z.object({ groups: z.array(groupSchema) });

/**
 * The rules of Argo CD as charts/observability brings them into the cluster; and in place of
 * kube-state-metrics, whose nodes they take for a sign that there is a cluster, a node.
 */
export async function argocdRules(stack: 'dev' | 'prod'): Promise<RuleGroup[]> {
  const manifests = await renderChild(stack, 'observability');
  const groups = manifests
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(({ spec }) => specSchema.parse(spec).groups)
    .filter(({ name }) => name === 'tidecast-argocd');
  if (groups.length === 0) throw new Error('charts/observability has no rules of Argo CD');
  const nodes = { record: 'kube_node_info', expr: 'vector(1)' };
  return [...groups, { name: 'kube-state-metrics', rules: [nodes] }];
}
