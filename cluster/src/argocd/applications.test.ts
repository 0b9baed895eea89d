import { expect, test } from '@jest/globals';
import { isInOrder, lineOf, statusOf } from './applications.ts';

const made = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  spec: { source: { repoURL: 'https://github.com/acme/tidecast' } },
};
const metadata = {
  name: 'api',
  creationTimestamp: '2026-11-28T12:00:00Z',
  annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
};
const well = {
  sync: { status: 'Synced', revision: 'c0ffee' },
  health: { status: 'Healthy' },
  history: [{ revision: 'beef' }, { revision: 'c0ffee' }],
  operationState: {
    phase: 'Succeeded',
    retryCount: 1,
    startedAt: '2026-11-28T12:00:01Z',
    finishedAt: '2026-11-28T12:00:05Z',
    syncResult: { revision: 'c0ffee' },
  },
};

test('an Application that Argo CD has looked at', () => {
  const status = statusOf({ ...made, metadata, status: well });
  expect(status).toMatchObject({
    name: 'api',
    wave: -1,
    repoUrl: 'https://github.com/acme/tidecast',
    sync: 'Synced',
    health: 'Healthy',
    revision: 'c0ffee',
    operation: { phase: 'Succeeded', retries: 1, revision: 'c0ffee' },
    history: ['beef', 'c0ffee'],
    leaving: false,
  });
  expect(isInOrder(status)).toBe(true);
  expect(lineOf(status)).toBe('api Synced Healthy');
});

test('a new one, of which nothing is known', () => {
  const status = statusOf({ ...made, metadata: { name: 'tidecast' } });
  expect(status).toMatchObject({ wave: undefined, sync: '', health: '', operation: undefined });
  expect(isInOrder(status)).toBe(false);
});

test('in order is only who is at rest, stays, and is neither different nor unwell', () => {
  const { operationState } = well;
  const running = { ...well, operationState: { ...operationState, phase: 'Running' } };
  expect(isInOrder(statusOf({ ...made, metadata, status: running }))).toBe(false);
  const leaving = { ...metadata, deletionTimestamp: '2026-11-28T13:00:00Z' };
  expect(isInOrder(statusOf({ ...made, metadata: leaving, status: well }))).toBe(false);
  const unwell = { ...well, health: { status: 'Degraded' } };
  expect(isInOrder(statusOf({ ...made, metadata, status: unwell }))).toBe(false);
});

test('a line says why, where something is not in order', () => {
  const status = statusOf({
    ...made,
    metadata,
    status: {
      sync: { status: 'Unknown' },
      health: { status: 'Healthy' },
      conditions: [{ type: 'ComparisonError', message: 'it does not render' }],
    },
  });
  expect(lineOf(status)).toBe('api Unknown Healthy (ComparisonError: it does not render)');
});
