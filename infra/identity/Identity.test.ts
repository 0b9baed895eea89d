import { describe, expect, test } from '@jest/globals';
import { passwordPolicy, sessionSeconds } from '@tidecast/platform/identity/user-pool';
import { type RecordedResource, record } from '../recording/recorder.ts';
import { Identity, type IdentityArgs } from './Identity.ts';

const args: IdentityArgs = {
  domain: 'video.acme.com',
  adminEmails: ['Ops@acme.com', 'ops@acme.com', 'media@acme.com'],
  protect: true,
};

function program(more: Partial<IdentityArgs> = {}) {
  const { userPoolId, siteClientId, issuer, hostedUiUrl, adminGroup, argocdSignIn, grafanaSignIn } =
    new Identity('tidecast-dev-identity', { ...args, ...more });
  return {
    userPoolId,
    siteClientId,
    issuer,
    hostedUiUrl,
    adminGroup,
    argocdId: argocdSignIn.clientId,
    argocdSecret: argocdSignIn.clientSecret,
    grafanaId: grafanaSignIn.clientId,
    grafanaSecret: grafanaSignIn.clientSecret,
  };
}

const made = await record(() => program());

const of = (type: string, { resources } = made) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));

function one(type: string, ending = ''): RecordedResource {
  const [found, ...others] = of(type).filter(({ name }) => name.endsWith(ending));
  if (!found || others.length > 0) throw new Error(`not one ${type} ${ending}`);
  return found;
}

const pool = one('UserPool');

describe('the pool', () => {
  test('knows people by their address, whatever its case, once they have proved it', () => {
    expect(pool.inputs).toMatchObject({
      usernameAttributes: ['email'],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ['email'],
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ['email'] },
      accountRecoverySetting: { recoveryMechanisms: [{ name: 'verified_email', priority: 1 }] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: false },
    });
  });

  test('has the password rules that the page and the API tell', () => {
    expect(pool.inputs.passwordPolicy).toMatchObject({
      minimumLength: passwordPolicy.MinimumLength,
      requireUppercase: passwordPolicy.RequireUppercase,
      requireLowercase: passwordPolicy.RequireLowercase,
      requireNumbers: passwordPolicy.RequireNumbers,
      requireSymbols: passwordPolicy.RequireSymbols,
    });
    expect(passwordPolicy.MinimumLength).toBeGreaterThanOrEqual(12);
  });

  test('offers a second factor, and costs nothing to begin with', () => {
    expect(pool.inputs).toMatchObject({
      mfaConfiguration: 'OPTIONAL',
      softwareTokenMfaConfiguration: { enabled: true },
      userPoolTier: 'ESSENTIALS',
      emailConfiguration: { emailSendingAccount: 'COGNITO_DEFAULT' },
    });
    expect(pool.inputs).not.toHaveProperty('userPoolAddOns');
  });

  test('mails what Cognito must put codes and passwords into', () => {
    const { verificationMessageTemplate, adminCreateUserConfig } = pool.inputs as {
      verificationMessageTemplate: { emailMessage: string };
      adminCreateUserConfig: { inviteMessageTemplate: { emailMessage: string } };
    };
    expect(verificationMessageTemplate.emailMessage).toContain('{####}');
    const invitation = adminCreateUserConfig.inviteMessageTemplate.emailMessage;
    expect(invitation).toContain('{####}');
    expect(invitation).toContain('{username}');
    expect(invitation).toContain('https://argocd.video.acme.com');
  });

  test('cannot be deleted by mistake, unless the stack is one to throw away', async () => {
    expect([pool.protect, pool.inputs.deletionProtection]).toEqual([true, 'ACTIVE']);
    const [loose] = of('UserPool', await record(() => program({ protect: false })));
    expect([loose?.protect, loose?.inputs.deletionProtection]).toEqual([false, 'INACTIVE']);
  });
});

describe('the site', () => {
  const { inputs } = one('UserPoolClient', '-site');

  test('signs in by password and rotates refresh tokens, without a secret', () => {
    expect(inputs).toMatchObject({
      generateSecret: false,
      explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      refreshTokenRotation: {
        feature: 'ENABLED',
        retryGracePeriodSeconds: sessionSeconds.rotationGrace,
      },
      preventUserExistenceErrors: 'ENABLED',
      enableTokenRevocation: true,
    });
    expect(inputs).not.toHaveProperty('allowedOauthFlows');
  });

  test('keeps sessions as long as the contract says', () => {
    expect(inputs).toMatchObject({
      accessTokenValidity: sessionSeconds.access,
      idTokenValidity: sessionSeconds.access,
      refreshTokenValidity: sessionSeconds.refresh,
      tokenValidityUnits: { accessToken: 'seconds', idToken: 'seconds', refreshToken: 'seconds' },
    });
  });

  test('lets a user write an address and a name, and never that the address is verified', () => {
    expect(inputs.writeAttributes).toEqual(['email', 'name']);
    expect(inputs.readAttributes).toEqual(['email', 'email_verified', 'name']);
  });
});

describe('the dashboards', () => {
  test.each([
    ['argocd', '/auth/callback'],
    ['grafana', '/login/generic_oauth'],
  ])('%s takes codes at its own address alone, and proves itself', (dashboard, path) => {
    const url = `https://${dashboard}.video.acme.com`;
    expect(one('UserPoolClient', `-${dashboard}-client`).inputs).toMatchObject({
      generateSecret: true,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ['code'],
      allowedOauthScopes: ['openid', 'email', 'profile'],
      supportedIdentityProviders: ['COGNITO'],
      callbackUrls: [`${url}${path}`],
      logoutUrls: [url, `${url}/`],
      explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      writeAttributes: ['email', 'name'],
    });
  });

  test('have credentials of which the secret is one', () => {
    expect(made.secretOutputs).toEqual(['argocdSecret', 'grafanaSecret']);
    expect(made.outputs.argocdSecret).toMatch(/^[0-9a-f]{51}$/);
    expect(made.outputs.argocdId).not.toBe(made.outputs.grafanaId);
  });

  test('find the issuer and Cognito’s own pages', () => {
    expect(made.outputs.issuer).toBe(
      `https://cognito-idp.ap-northeast-2.amazonaws.com/${made.outputs.userPoolId}`,
    );
    expect(made.outputs.hostedUiUrl).toBe(
      'https://tidecast-dev-123456789012.auth.ap-northeast-2.amazoncognito.com',
    );
  });
});

describe('groups', () => {
  test('are the one that the API knows, and the one of the dashboards', () => {
    expect(of('UserGroup').map(({ inputs }) => inputs.name)).toEqual([
      'moderators',
      'administrators',
    ]);
    expect(made.outputs.adminGroup).toBe('administrators');
  });

  test('each administrator is invited once, by mail, and left alone afterwards', () => {
    const users = of('User');
    expect(users.map(({ inputs }) => inputs.username)).toEqual(['ops@acme.com', 'media@acme.com']);
    for (const { inputs, ignoreChanges, protect } of users) {
      expect(inputs).toMatchObject({
        attributes: { email: inputs.username, email_verified: 'true' },
        desiredDeliveryMediums: ['EMAIL'],
      });
      expect(ignoreChanges).toEqual(['attributes', 'enabled']);
      expect(protect).toBe(false);
    }
    expect(of('UserInGroup').map(({ inputs }) => `${inputs.username} ${inputs.groupName}`)).toEqual(
      ['ops@acme.com administrators', 'media@acme.com administrators'],
    );
  });
});

test('a stack whose name Cognito takes in no domain is refused', async () => {
  await expect(record(() => program(), { stack: 'my-aws' })).rejects.toThrow('"my-aws"');
});
