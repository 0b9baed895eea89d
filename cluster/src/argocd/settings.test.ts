import { expect, test } from '@jest/globals';
import { argocdChartValues } from '../../../infra/gitops/argocd-chart.ts';
import { environmentOf, unknownSettings } from './settings.ts';

const { cm, params } = argocdChartValues(
  {
    domain: 'video.acme.com',
    signIn: { hostedUiUrl: 'https://x.auth.eu-west-1.amazoncognito.com', adminGroup: 'admins' },
  },
  { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_ABC', clientId: 'client-1' },
).configs;
/** As they stand in a config map. */
const texts = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));

test('what the release sets reaches the processes', () => {
  const settings = { ...texts(cm), ...texts(params) };
  expect(environmentOf('controller', settings)).toMatchObject({
    ARGOCD_RECONCILIATION_TIMEOUT: cm['timeout.reconciliation'],
    ARGOCD_RECONCILIATION_JITTER: cm['timeout.reconciliation.jitter'],
    ARGOCD_APPLICATION_CONTROLLER_SERVER_SIDE_DIFF: 'true',
  });
  // It keeps for so long what a branch pointed to.
  expect(environmentOf('repoServer', settings)).toMatchObject({
    ARGOCD_RECONCILIATION_TIMEOUT: cm['timeout.reconciliation'],
  });
  expect(environmentOf('server', settings)).toMatchObject({ ARGOCD_SERVER_INSECURE: 'true' });
  expect(environmentOf('redis', settings)).toEqual({});
});

test('every parameter that the release sets is known', () => {
  expect(unknownSettings(texts(params))).toEqual([]);
});

test('a parameter that would be lost is an error', () => {
  expect(
    unknownSettings({
      'controller.new.feature': 'true',
      'repo.server': 'argocd-repo-server:8081',
      'dexserver.log.level': 'info',
      'controller.log.level': 'warn',
    }),
  ).toEqual(['controller.new.feature']);
});
