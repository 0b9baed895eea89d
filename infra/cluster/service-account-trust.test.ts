import { expect, test } from '@jest/globals';
import { serviceAccountTrust } from './service-account-trust.ts';

const identity = {
  oidcProviderArn: 'arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/AB',
  oidcIssuer: 'oidc.eks.us-west-2.amazonaws.com/id/AB',
  namespace: 'video',
  serviceAccount: 'api',
};

test('one service account of one cluster is trusted, by exact comparison', () => {
  expect(serviceAccountTrust(identity)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: identity.oidcProviderArn },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: {
          StringEquals: {
            'oidc.eks.us-west-2.amazonaws.com/id/AB:sub': 'system:serviceaccount:video:api',
            'oidc.eks.us-west-2.amazonaws.com/id/AB:aud': 'sts.amazonaws.com',
          },
        },
      },
    ],
  });
});

test.each([
  [{ serviceAccount: '*' }, '"*" is not a valid Kubernetes name'],
  [{ serviceAccount: '' }, '"" is not a valid Kubernetes name'],
  [{ namespace: 'Video' }, '"Video" is not a valid Kubernetes name'],
  [{ namespace: 'video:other' }, '"video:other" is not a valid Kubernetes name'],
  [{ oidcIssuer: `https://${identity.oidcIssuer}` }, 'without its scheme'],
])('%j would trust nobody, or too many, and is refused', (change, reason) => {
  expect(() => serviceAccountTrust({ ...identity, ...change })).toThrow(reason);
});
