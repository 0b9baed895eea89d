import { expect, test } from '@jest/globals';
import { podOfTemplate } from './pod-template.ts';

const workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', namespace: 'market' },
  spec: {
    replicas: 2,
    template: { metadata: { labels: { app: 'shop' } }, spec: { containers: [{ name: 'one' }] } },
  },
};

test('the pod of a workload is in its namespace, with the labels of its template', () => {
  expect(podOfTemplate(workload)).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'shop', namespace: 'market', labels: { app: 'shop' } },
    spec: { containers: [{ name: 'one' }] },
  });
});

test('what is no workload has no pod', () => {
  expect(podOfTemplate({ ...workload, kind: 'Service' })).toBeUndefined();
});

test('a workload without a template is an error', () => {
  expect(() => podOfTemplate({ ...workload, ...{ spec: {} } })).toThrow(/template/);
});
