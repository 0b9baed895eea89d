import { expect, test } from '@jest/globals';
import { eksWorkloads } from '../../../scripts/capacity/eks-workloads.ts';
import { eksAddons } from './eks-addons.ts';

test('every workload that the capacity model counts is there, with a priority of the system', () => {
  const objects = eksAddons();
  for (const { name, kind } of eksWorkloads) {
    expect(objects).toContainEqual(
      expect.objectContaining({
        kind,
        metadata: { name, namespace: 'kube-system' },
        spec: expect.objectContaining({
          template: expect.objectContaining({
            spec: expect.objectContaining({
              priorityClassName:
                kind === 'DaemonSet' ? 'system-node-critical' : 'system-cluster-critical',
            }),
          }),
        }),
      }),
    );
  }
});
