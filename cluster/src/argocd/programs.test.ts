import { expect, test } from '@jest/globals';
import { type Places, programOf, redisConfiguration } from './programs.ts';

const places: Places = {
  directory: '/somewhere',
  argocd: '/engines/argocd',
  redisServer: '/engines/redis-server',
  helm: '/tools/helm',
  kubeconfigFile: '/somewhere/kubeconfig.json',
  remoteEnvironment: { HTTPS_PROXY: 'http://127.0.0.1:1' },
  redisPassword: 'drawn',
  ports: {
    redis: 6001,
    repoServer: 6002,
    repoServerMetrics: 6003,
    controllerMetrics: 6004,
    server: 6005,
    serverMetrics: 6006,
  },
};

test('each part plays its own role, on the cluster of the kubeconfig', () => {
  for (const [part, role] of [
    ['repoServer', 'argocd-repo-server'],
    ['controller', 'argocd-application-controller'],
    ['server', 'argocd-server'],
  ] as const)
    expect(programOf(part, {}, [], places)).toMatchObject({
      command: '/engines/argocd',
      environment: {
        ARGOCD_BINARY_NAME: role,
        ARGOCD_FAKE_IN_CLUSTER: 'true',
        KUBECONFIG: '/somewhere/kubeconfig.json',
        REDIS_SERVER: '127.0.0.1:6001',
      },
    });
});

test('only the repo server is led to the world outside, and finds Helm first', () => {
  const { environment } = programOf('repoServer', {}, [], places);
  expect(environment).toMatchObject({
    HTTPS_PROXY: 'http://127.0.0.1:1',
    PATH: expect.stringMatching(/^\/tools:/),
  });
  for (const part of ['controller', 'server'] as const)
    expect(programOf(part, {}, [], places).environment).not.toHaveProperty('HTTPS_PROXY');
});

test('what can be bound to this machine alone is', () => {
  for (const part of ['repoServer', 'server'] as const) {
    const { args } = programOf(part, {}, [], places);
    for (const flag of ['--address', '--metrics-address'])
      expect(args[args.indexOf(flag) + 1]).toBe('127.0.0.1');
  }
  expect(redisConfiguration(places)).toMatch(/^bind 127\.0\.0\.1$/m);
});

test('flags of the pod that choose metrics are kept, and no others', () => {
  const podArgs = [
    '/usr/local/bin/argocd-application-controller',
    '--metrics-port=8082',
    '--metrics-application-conditions=ComparisonError',
    '--metrics-application-labels',
    'team',
  ];
  const { args } = programOf('controller', {}, podArgs, places);
  expect(args.slice(-3)).toEqual([
    '--metrics-application-conditions=ComparisonError',
    '--metrics-application-labels',
    'team',
  ]);
  expect(args).not.toContain('--metrics-port=8082');
});

test('redis’ password is in no argument', () => {
  for (const part of ['redis', 'repoServer', 'controller', 'server'] as const)
    expect(programOf(part, {}, [], places).args.join(' ')).not.toContain('drawn');
});
