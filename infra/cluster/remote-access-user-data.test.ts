import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { remoteAccessUserData } from './remote-access-user-data.ts';

const setup = {
  clusterName: 'tidecast-dev',
  region: 'ap-northeast-2',
  kubernetesVersion: '1.35',
};
const script = remoteAccessUserData(setup);

test('cloud-init runs it and bash can read it', () => {
  expect(script).toMatch(/^#!\/bin\/bash\nset -euo pipefail\n/);
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('kubectl is of the cluster’s version and checked before it is installed', () => {
  expect(script).toContain('https://dl.k8s.io/release/stable-1.35.txt');
  const steps = ['linux/amd64/kubectl"', 'kubectl.sha256', 'sha256sum --check', 'install --mode'];
  const places = steps.map((step) => script.indexOf(step));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test.each([
  { clusterName: 'dev; reboot' },
  { region: '$(reboot)' },
  { kubernetesVersion: '1.35\nreboot' },
])('%j does not get into a script that root runs', (change) => {
  expect(() => remoteAccessUserData({ ...setup, ...change })).toThrow('not a plain word');
});
