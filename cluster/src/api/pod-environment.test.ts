import { expect, test } from '@jest/globals';
import type { Kube } from '../control-plane/kube.ts';
import type { KubeObject } from '../control-plane/kube-objects.ts';
import type { ApiPod, Variable } from './api-pod.ts';
import { readEnvironment } from './pod-environment.ts';

const objects: Readonly<Record<string, KubeObject & { data: Record<string, string> }>> = {
  'Secret video/playback-key': {
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'playback-key' } },
    data: { KEY: Buffer.from('two\nlines').toString('base64') },
  },
  'ConfigMap video/settings': {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } },
    data: { LEVEL: 'debug' },
  },
};
const kube = {
  get: async (_version: string, kind: string, name: string, namespace?: string) =>
    objects[`${kind} ${namespace}/${name}`],
} as Pick<Kube, 'get'>;

const pod = (env: readonly Variable[], container: object = {}): ApiPod => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api-1', namespace: 'video' } },
  spec: { nodeName: 'node-1', containers: [{ name: 'api', image: 'api:1', env, ...container }] },
});
const read = (...env: Variable[]) => readEnvironment(kube, pod(env));
const secret = (name: string, key: string, optional?: boolean): Variable => ({
  name: 'KEY',
  valueFrom: { secretKeyRef: { name, key, ...(optional !== undefined && { optional }) } },
});

test('takes values as they stand, and others from where they are', async () => {
  const environment = await read(
    { name: 'PLAIN', value: '2' },
    { name: 'EMPTY' },
    secret('playback-key', 'KEY'),
    { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'LEVEL' } } },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
  );
  expect(environment).toEqual({
    ...{ PLAIN: '2', EMPTY: '', KEY: 'two\nlines', LEVEL: 'debug', NODE: 'node-1' },
  });
});

test('puts earlier variables into later ones, and knows a dollar', async () => {
  expect(
    await read(
      { name: 'HOST', value: 'db' },
      { name: 'URL', value: '$(HOST)/x $(LATER) $$(HOST)' },
      { name: 'LATER', value: '1' },
    ),
  ).toEqual({ HOST: 'db', URL: 'db/x $(LATER) $(HOST)', LATER: '1' });
});

test.each<[string, Variable, string]>([
  ['a Secret that is not there', secret('other', 'KEY'), 'secret "other" not found'],
  ['a key that it lacks', secret('playback-key', 'OTHER'), "couldn't find key OTHER in Secret"],
  [
    'a source that nobody here knows',
    { name: 'CPU', valueFrom: { fieldRef: { fieldPath: 'status.other' } } },
    'CPU comes from where this kubelet does not look',
  ],
])('says what is wrong with %s', async (_name, variable, message) => {
  await expect(read(variable)).rejects.toThrow(message);
});

test('leaves out what may be missing', async () => {
  expect(await read(secret('other', 'KEY', true))).toEqual({});
});

test('takes nothing whole, and one container', async () => {
  await expect(readEnvironment(kube, pod([], { envFrom: [{}] }))).rejects.toThrow('envFrom');
  const { spec, ...rest } = pod([]);
  const two = { ...rest, spec: { ...spec, containers: [...spec.containers, ...spec.containers] } };
  await expect(readEnvironment(kube, two)).rejects.toThrow('pod api-1 has 2 containers, not one');
});
