import { expect, test } from '@jest/globals';
import { faults } from '../test/judge.ts';
import { resource } from '../test/stacks.ts';
import { logRules } from './logs.ts';

test('a function logs to a group of ours, whether named or by the name that Lambda chooses', async () => {
  const lambda = (inputs: object) =>
    resource('aws:lambda/function:Function', 'submit', { name: 'submit', ...inputs });
  const group = (name: string) =>
    resource('aws:cloudwatch/logGroup:LogGroup', name, { name, retentionInDays: 7 });
  expect(await faults(logRules, lambda({}), group('/aws/lambda/submit'))).toEqual([]);
  expect(
    await faults(logRules, lambda({ loggingConfig: { logGroup: 'ours' } }), group('ours')),
  ).toEqual([]);
  expect(await faults(logRules, lambda({}), group('/aws/lambda/track'))).toEqual([
    'log-groups-are-ours | submit: has no log group of ours',
  ]);
});

test('a cluster that logs does so to a group of ours, by the name that EKS chooses', async () => {
  const cluster = (inputs: object) =>
    resource('aws:eks/cluster:Cluster', 'eks', { name: 'tidecast', ...inputs });
  const group = resource('aws:cloudwatch/logGroup:LogGroup', 'logs', {
    name: '/aws/eks/tidecast/cluster',
    retentionInDays: 7,
  });
  const logs = { enabledClusterLogTypes: ['audit'] };
  expect(await faults(logRules, cluster({}))).toEqual([]);
  expect(await faults(logRules, cluster(logs), group)).toEqual([]);
  expect(await faults(logRules, cluster(logs))).toEqual([
    'log-groups-are-ours | eks: has no log group of ours for its control plane',
  ]);
});
