import { expect, test } from '@jest/globals';
import { faults } from '../test/judge.ts';
import { resource } from '../test/stacks.ts';
import { encryptionRules } from './encryption.ts';

test.each([
  ['aws:sqs/queue:Queue', {}, { kmsMasterKeyId: 'key' }],
  ['aws:sns/topic:Topic', {}, { kmsMasterKeyId: 'key' }],
  ['aws:ebs/volume:Volume', { encrypted: false }, { encrypted: true }],
  [
    'aws:ec2/launchTemplate:LaunchTemplate',
    { blockDeviceMappings: [{ ebs: { encrypted: 'true' } }, { ebs: {} }] },
    { blockDeviceMappings: [{ ebs: { encrypted: 'true' } }] },
  ],
  [
    'aws:ec2/launchTemplate:LaunchTemplate',
    {},
    { blockDeviceMappings: [{ ebs: { encrypted: true } }] },
  ],
  ['aws:ec2/instance:Instance', {}, { rootBlockDevice: { encrypted: true } }],
  [
    'aws:eks/cluster:Cluster',
    { encryptionConfig: { resources: [] } },
    { encryptionConfig: { resources: ['secrets'] } },
  ],
  ['aws:dynamodb/table:Table', {}, { serverSideEncryption: { enabled: true } }],
])('%s with %j is not encrypted, and is with %j', async (type, plain, encrypted) => {
  expect(await faults(encryptionRules, resource(type, 'x', plain))).toEqual([
    expect.stringContaining('encrypted-at-rest | x: is not encrypted'),
  ]);
  expect(await faults(encryptionRules, resource(type, 'x', encrypted))).toEqual([]);
});
