import { expect, test } from '@jest/globals';
import { problems } from '../../../charts/test/problems.ts';
import {
  governingServiceOf,
  inputHash,
  type Operated,
  reloaderOf,
  statefulSetOf,
} from './operated-pods.ts';

const reloader = reloaderOf([
  '--prometheus-config-reloader=reloader:1',
  '--config-reloader-cpu-request=10m',
  '--config-reloader-cpu-limit=0',
  '--config-reloader-memory-request=32Mi',
  '--config-reloader-memory-limit=64Mi',
]);

function resource(kind: Operated['kind'], spec: Operated['spec']): Operated {
  const metadata = { name: 'main', namespace: 'monitoring', uid: 'u' };
  return { apiVersion: 'monitoring.coreos.com/v1', kind, metadata, spec: { image: 'i', ...spec } };
}

function made(kind: Operated['kind'], spec: Operated['spec']) {
  if (!reloader) throw new Error('The flags are the operator’s');
  return statefulSetOf(resource(kind, spec), reloader);
}

test('flags tell of the reloader, and 0 leaves a quantity out', () => {
  expect(reloader).toEqual({
    image: 'reloader:1',
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
  });
  expect(reloaderOf(['--secure-port=10250'])).toBeUndefined();
});

test.each(['Prometheus', 'Alertmanager'] as const)(
  '%s gets what its resource says',
  async (kind) => {
    const container = kind.toLowerCase();
    const claim = { storageClassName: 'gp3', resources: { requests: { storage: '1Gi' } } };
    const keeping = { whenDeleted: 'Delete', whenScaled: 'Retain' };
    const set = made(kind, {
      priorityClassName: 'platform',
      resources: { requests: { cpu: '1' } },
      storage: { volumeClaimTemplate: { spec: claim } },
      persistentVolumeClaimRetentionPolicy: keeping,
    });
    expect(set).toMatchObject({
      metadata: {
        name: `${container}-main`,
        namespace: 'monitoring',
        ownerReferences: [{ kind, name: 'main', uid: 'u', controller: true }],
      },
      spec: {
        replicas: 1,
        serviceName: `${container}-operated`,
        persistentVolumeClaimRetentionPolicy: keeping,
        volumeClaimTemplates: [{ metadata: { name: `${container}-main-db` }, spec: claim }],
        template: {
          spec: {
            priorityClassName: 'platform',
            containers: [
              { name: container, resources: { requests: { cpu: '1' } } },
              { name: 'config-reloader', resources: reloader?.resources },
            ],
          },
        },
      },
    });
    expect(await problems({ ...set })).toEqual([]);
    expect(await problems({ ...governingServiceOf(resource(kind, {})) })).toEqual([]);
  },
);

test('without storage what it keeps goes with the pod', () => {
  const set = made('Prometheus', {});
  expect(set).toMatchObject({ spec: { template: { spec: { volumes: [{ emptyDir: {} }] } } } });
  expect(set).not.toHaveProperty('spec.volumeClaimTemplates');
});

test('the note tells a StatefulSet that is as it should be from one that is not', () => {
  const note = (spec: Operated['spec']) =>
    made('Prometheus', spec).metadata.annotations?.[inputHash];
  expect(note({ replicas: 1 })).toBe(note({}));
  expect(note({ replicas: 2 })).not.toBe(note({}));
});
