import { isNot, many, pending } from '../known.ts';
import { names, resourceRule, stackRule } from '../rule.ts';

const logGroup = 'aws:cloudwatch/logGroup:LogGroup';
const lambda = 'aws:lambda/function:Function';
const cluster = 'aws:eks/cluster:Cluster';

export const logRules = [
  resourceRule({
    name: 'logs-expire',
    description: 'Every log group says how long it keeps what it holds: the default is for ever.',
    types: [logGroup],
    *check({ props }) {
      if (!isNot(props.retentionInDays, undefined, null, 0)) yield 'needs retentionInDays';
    },
  }),

  stackRule({
    name: 'log-groups-are-ours',
    description:
      'Every function, and every cluster that logs, writes to a log group of this stack: one that ' +
      'AWS makes keeps for ever and outlives the stack.',
    *check(members) {
      const groups = members.filter(({ type }) => type === logGroup);
      for (const member of members) {
        const { type, name, urn, props } = member;
        const called = (group: string) => groups.some(({ props }) => props.name === group);
        if (type === lambda) {
          const named = groups.some((group) => names(member, 'loggingConfig.logGroup', group));
          if (!named && !called(`/aws/lambda/${String(props.name)}`)) {
            yield { urn, message: `${name}: has no log group of ours` };
          }
        }
        if (type === cluster && props.name !== pending) {
          const logs = many(props.enabledClusterLogTypes).length > 0;
          if (logs && !called(`/aws/eks/${String(props.name)}/cluster`)) {
            yield { urn, message: `${name}: has no log group of ours for its control plane` };
          }
        }
      }
    },
  }),
];
