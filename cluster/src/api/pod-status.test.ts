import { expect, test } from '@jest/globals';
import type { Condition } from '../control-plane/kube-objects.ts';
import type { ApiPod } from './api-pod.ts';
import { type ContainerState, podStatus } from './pod-status.ts';

const gate = 'target-health.elbv2.k8s.aws/api';
const at = { podIP: '198.19.128.1', hostIP: '198.19.255.254', since: '2026-11-01T00:00:00Z' };
const earlier = '2026-11-01T00:01:00Z';
const now = '2026-11-01T00:02:00Z';
const running: ContainerState = {
  state: { running: { startedAt: at.since } },
  ...{ restarts: 0, started: true, ready: true },
};

function pod(conditions: readonly Condition[], gates: readonly string[] = []): ApiPod {
  return {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api-1' } },
    spec: {
      containers: [{ name: 'api', image: 'api:1' }],
      readinessGates: gates.map((conditionType) => ({ conditionType })),
    },
    status: { conditions },
  };
}

const condition = (status: ReturnType<typeof podStatus>, type: string) =>
  status.conditions.find((one) => one.type === type);

test('a pod is ready when its container is', () => {
  const status = podStatus(pod([]), running, at, now);
  expect(status).toMatchObject({ phase: 'Running', podIP: at.podIP, startTime: at.since });
  expect(condition(status, 'Ready')).toMatchObject({ status: 'True', lastTransitionTime: now });
  expect(status.containerStatuses).toMatchObject([{ ready: true, started: true, restartCount: 0 }]);
});

test('and when every gate holds, which others say', () => {
  const waiting = podStatus(pod([], [gate]), running, at, now);
  expect(condition(waiting, 'ContainersReady')?.status).toBe('True');
  expect(condition(waiting, 'Ready')).toMatchObject({
    status: 'False',
    reason: 'ReadinessGatesNotReady',
  });
  const healthy = pod([{ type: gate, status: 'True' }], [gate]);
  expect(condition(podStatus(healthy, running, at, now), 'Ready')?.status).toBe('True');
  // What others say it does not write.
  expect(condition(podStatus(healthy, running, at, now), gate)).toBeUndefined();
});

test('times tell when something changed', () => {
  const known = pod([
    { type: 'Ready', status: 'True', lastTransitionTime: earlier },
    { type: 'ContainersReady', status: 'False', lastTransitionTime: earlier },
  ]);
  const status = podStatus(known, running, at, now);
  expect(condition(status, 'Ready')?.lastTransitionTime).toBe(earlier);
  expect(condition(status, 'ContainersReady')).toMatchObject({
    lastTransitionTime: now,
    // An old reason must not stay.
    reason: null,
  });
});

test('a pod that has never started is pending, and one that starts again runs', () => {
  const waiting = {
    state: { waiting: { reason: 'ImagePullBackOff' } },
    started: false,
    ready: false,
  };
  expect(podStatus(pod([]), { ...waiting, restarts: 0 }, at, now).phase).toBe('Pending');
  const again = podStatus(pod([]), { ...waiting, restarts: 1, lastState: running.state }, at, now);
  expect(again.phase).toBe('Running');
  expect(again.containerStatuses).toMatchObject([
    { state: waiting.state, lastState: running.state, restartCount: 1 },
  ]);
});
