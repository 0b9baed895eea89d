import { expect, test } from '@jest/globals';
import { checkClusterArgs } from './check-cluster-args.ts';

const good = {
  clusterName: 'tidecast-dev',
  version: '1.35',
  endpointCidrs: ['0.0.0.0/0', '172.15.0.0/16', '100.128.0.0/16'],
  admins: ['arn:aws:iam::123456789012:role/team/Admin', 'arn:aws-cn:iam::123456789012:user/ann'],
  nodeMin: 2,
  nodeMax: 2,
};
const session = 'arn:aws:sts::123456789012:assumed-role/Admin/ann';

test('what AWS takes passes', () => {
  expect(() => checkClusterArgs(good)).not.toThrow();
});

test.each([
  [{ clusterName: '-dev' }, 'clusterName "-dev"'],
  [{ version: '1.35.2' }, 'version "1.35.2"'],
  [{ endpointCidrs: [] }, 'endpointCidrs: name at least one'],
  [{ endpointCidrs: ['203.0.113.0/24', '172.16.0.0/12'] }, 'endpointCidrs "172.16.0.0/12"'],
  [{ admins: [session] }, `admins "${session}"`],
  [{ admins: [...good.admins, ...good.admins.slice(1)] }, 'user/ann": named twice'],
  [{ nodeMin: 0 }, 'nodeMin 0'],
  [{ nodeMax: 1 }, 'nodeMax 1: a whole number from nodeMin (2) on'],
])('%j is refused by name', (change, reason) => {
  expect(() => checkClusterArgs({ ...good, ...change })).toThrow(reason);
});

test('all faults are reported at once', () => {
  const faults = { ...good, version: 'latest', nodeMin: 9 };
  expect(() => checkClusterArgs(faults)).toThrow(/version "latest".*\n.*nodeMax 2/);
});
