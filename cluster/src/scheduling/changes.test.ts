import { expect, test } from '@jest/globals';
import { platformPriority } from '../../../infra/gitops/platform-priority.ts';
import { withoutPausePods, withoutPlatformPriority } from './changes.ts';
import { quickScaler } from './hpa.ts';

const object = (kind: string, namespace: string, spec: object = {}) => ({
  ...{ apiVersion: 'v1', kind, metadata: { name: 'it', namespace } },
  spec,
});

test('pause pods are left out, and their priorities stay', () => {
  expect(withoutPausePods(object('Deployment', 'overprovisioner'))).toBeUndefined();
  for (const kept of [object('Deployment', 'video'), object('PriorityClass', 'overprovisioner')])
    expect(withoutPausePods(kept)).toBe(kept);
});

test('the platform loses its priority, and nobody else does', () => {
  const spec = (priorityClassName: string) => ({ template: { spec: { priorityClassName } } });
  const ours = object('Deployment', 'argocd', spec(platformPriority.name));
  expect(withoutPlatformPriority(ours)).toEqual(
    object('Deployment', 'argocd', { template: { spec: {} } }),
  );
  const api = object('Deployment', 'video', spec('high-priority'));
  expect(withoutPlatformPriority(api)).toEqual(api);
});

test('the scaler is made quick, and as bold as before', () => {
  const policies = (seconds: number) => [{ type: 'Pods', value: 1, periodSeconds: seconds }];
  const behaviour = { stabilizationWindowSeconds: 300, policies: policies(60) };
  expect(quickScaler(object('HorizontalPodAutoscaler', 'video', behaviour))).toMatchObject({
    spec: { stabilizationWindowSeconds: 10, policies: policies(4) },
  });
});
