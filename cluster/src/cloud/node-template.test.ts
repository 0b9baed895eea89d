import { expect, test } from '@jest/globals';
import { type NodeGroup, nodeObject } from './node-template.ts';

const group: NodeGroup = {
  name: 'nodes',
  instanceType: 'm5.large',
  min: 2,
  max: 6,
  region: 'ap-northeast-2',
  zones: ['ap-northeast-2a'],
  labels: { team: 'video' },
  taints: [{ key: 'only', effect: 'NoSchedule' }],
};

test('a node is what EKS registers, and takes no pods yet', () => {
  expect(nodeObject(group, 'v1.36.3', 'ap-northeast-2a', 1)).toMatchObject({
    metadata: {
      labels: {
        team: 'video',
        'eks.amazonaws.com/nodegroup': 'nodes',
        'eks.amazonaws.com/capacityType': 'ON_DEMAND',
        'node.kubernetes.io/instance-type': 'm5.large',
        'topology.kubernetes.io/zone': 'ap-northeast-2a',
      },
    },
    spec: {
      providerID: 'aws:///ap-northeast-2a/i-00000000000000001',
      taints: [
        { key: 'only', effect: 'NoSchedule' },
        { key: 'node.cloudprovider.kubernetes.io/uninitialized', effect: 'NoSchedule' },
      ],
    },
    status: { allocatable: { cpu: '1930m', pods: '29' } },
  });
});

test('no two nodes have a name, an address or a machine in common', () => {
  const nodes = Array.from({ length: 600 }, (_, index) =>
    nodeObject(group, 'v1.36.3', 'a', index + 1),
  );
  expect(new Set(nodes.map(({ metadata }) => metadata.name)).size).toBe(600);
  for (const { metadata } of nodes) expect(metadata.name).toMatch(/^ip-198-19-[0-2]-\d+\./);
});

test('an instance type that nothing is known of is refused', () => {
  expect(() => nodeObject({ ...group, instanceType: 'm9.huge' }, 'v1.36.3', 'a', 1)).toThrow(
    /m9\.huge/,
  );
});
