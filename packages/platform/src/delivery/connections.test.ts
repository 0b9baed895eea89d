import { expect, test } from '@jest/globals';
import { connectionSeconds } from './connections.ts';

const { heartbeat, edgeRead, edgeKeepAlive, loadBalancerIdle, apiKeepAlive } = connectionSeconds;

test('an event stream outlives two heartbeats that were lost', () => {
  expect(3 * heartbeat).toBeLessThan(Math.min(edgeRead, loadBalancerIdle));
});

test('nobody closes a connection that who asks by it still means to use', () => {
  expect(edgeKeepAlive).toBeLessThan(loadBalancerIdle);
  expect(loadBalancerIdle).toBeLessThan(apiKeepAlive);
});
