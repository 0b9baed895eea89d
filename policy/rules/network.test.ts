import { expect, test } from '@jest/globals';
import { faults } from '../test/judge.ts';
import { resource } from '../test/stacks.ts';
import { networkRules } from './network.ts';

const ingress = (name: string, inputs: object) =>
  faults(
    networkRules,
    resource('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule', name, { ...inputs }),
  );

test.each([
  ['the pages of admins, over https', 'load-balancer-admin-443', 443, 443, 0],
  ['the pages of admins, by redirect', 'load-balancer-admin-80', 80, 80, 0],
  ['another port of theirs', 'load-balancer-admin-443', 22, 22, 1],
  ['a range around a port of theirs', 'load-balancer-admin-443', 0, 443, 1],
  ['the API', 'load-balancer-api-443', 443, 443, 1],
])(
  'everywhere may reach %s: %s %d-%d makes %d faults',
  async (_, name, fromPort, toPort, count) => {
    const faultsFound = await ingress(name, { fromPort, toPort, cidrIpv4: '0.0.0.0/0' });
    expect(faultsFound).toHaveLength(count);
  },
);

test('IPv6 is the internet as well, and prefix lists and groups are not', async () => {
  expect(await ingress('api', { fromPort: 443, toPort: 443, cidrIpv6: '::/0' })).toHaveLength(1);
  expect(await ingress('api', { fromPort: 443, toPort: 443, prefixListId: 'pl-1' })).toEqual([]);
});

test('rules that stand apart from their group are judged, but not what goes out', async () => {
  const rule = (type: string) =>
    faults(
      networkRules,
      resource('aws:ec2/securityGroupRule:SecurityGroupRule', 'out', {
        type,
        fromPort: 0,
        toPort: 0,
        cidrBlocks: ['0.0.0.0/0'],
      }),
    );
  expect(await rule('ingress')).toHaveLength(1);
  expect(await rule('egress')).toEqual([]);
});

test('an instance gives its credentials to processes on it alone', async () => {
  const template = (metadataOptions: object) =>
    faults(
      networkRules,
      resource('aws:ec2/launchTemplate:LaunchTemplate', 'nodes', { metadataOptions }),
    );
  expect(await template({ httpTokens: 'required', httpPutResponseHopLimit: 1 })).toEqual([]);
  expect(await template({ httpEndpoint: 'disabled' })).toEqual([]);
  expect(await template({ httpTokens: 'required', httpPutResponseHopLimit: 2 })).toEqual([
    expect.stringContaining('httpPutResponseHopLimit must be 1'),
  ]);
  expect(await template({ httpTokens: 'optional', httpPutResponseHopLimit: 1 })).toEqual([
    expect.stringContaining('httpTokens must be required'),
  ]);
});
