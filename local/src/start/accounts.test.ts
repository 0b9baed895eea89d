import { DescribeUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sessionSeconds } from '@tidecast/platform/identity/user-pool';
import { type CognitoTestBed, startCognitoTestBed } from '../cognito/cognito-test-bed.ts';
import { ensureAccounts, userPoolClientId, userPoolId } from './accounts.ts';

let bed: CognitoTestBed;
beforeAll(async () => {
  bed = await startCognitoTestBed();
  await ensureAccounts(bed.cognito);
});
afterAll(() => bed.close());

test('sessions last as long as in the cloud', async () => {
  const { UserPoolClient } = await bed.client.send(
    new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: userPoolClientId }),
  );
  expect(UserPoolClient).toMatchObject({
    AccessTokenValidity: sessionSeconds.access,
    RefreshTokenValidity: sessionSeconds.refresh,
    TokenValidityUnits: { AccessToken: 'seconds', RefreshToken: 'seconds' },
    RefreshTokenRotation: { RetryGracePeriodSeconds: sessionSeconds.rotationGrace },
  });
});
