import { expect, test } from '@jest/globals';
import { argocdChartValues } from './argocd-chart.ts';
import { applicationHealth, definitionHealth } from './health-scripts.ts';

const values = argocdChartValues(
  {
    domain: 'video.acme.com',
    signIn: {
      hostedUiUrl: 'https://tidecast-dev-1.auth.eu-west-1.amazoncognito.com',
      adminGroup: 'administrators',
    },
  },
  {
    issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_ABC',
    clientId: 'client-1',
  },
);
const { cm, params, rbac } = values.configs;

test('people sign in with Cognito, and by no password of Argo CD', () => {
  expect(cm['admin.enabled']).toBe(false);
  expect(values.dex.enabled).toBe(false);
  expect(JSON.parse(cm['oidc.config'])).toEqual({
    name: 'Cognito',
    issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_ABC',
    clientID: '$argocd-sign-in:client-id',
    clientSecret: '$argocd-sign-in:client-secret',
    requestedScopes: ['openid', 'email', 'profile'],
    logoutURL:
      'https://tidecast-dev-1.auth.eu-west-1.amazoncognito.com/logout' +
      '?client_id=client-1&logout_uri={{logoutRedirectURL}}',
  });
});

test('whoever is not in the group may do nothing', () => {
  expect(rbac['policy.default']).toBe('');
  expect(rbac['policy.csv']).toBe('g, administrators, role:admin\n');
  expect(JSON.parse(rbac.scopes)).toEqual(['cognito:groups']);
});

test('the address is the one that certificate and sign-in are for', () => {
  expect(values.global.domain).toBe('argocd.video.acme.com');
  expect(params['server.insecure']).toBe(true);
});

test('parents wait for their children, and the server is asked what differs', () => {
  expect(cm).toMatchObject({
    'resource.customizations.health.argoproj.io_Application': applicationHealth,
    'resource.customizations.health.apiextensions.k8s.io_CustomResourceDefinition':
      definitionHealth,
  });
  expect(params['controller.diff.server.side']).toBe(true);
});

test('every component that runs says what it needs, and where it ends', () => {
  const { controller, server, repoServer, redis, redisSecretInit } = values;
  for (const { resources } of [controller, server, repoServer, redis, redisSecretInit]) {
    expect(resources).toEqual({
      requests: { cpu: expect.stringMatching(/^\d+m$/), memory: expect.stringMatching(/^\d+Mi$/) },
      limits: { memory: expect.stringMatching(/^\d+[MG]i$/) },
    });
  }
});

test('no sync is ended from without: Argo CD would not try it again', () => {
  expect(params).not.toHaveProperty('controller.sync.timeout.seconds');
});
