import { expect, test } from '@jest/globals';
import { secretRules } from './rules/secrets.ts';
import { secretsWithin } from './secrets.ts';
import { faults } from './test/judge.ts';
import { resource } from './test/stacks.ts';

test.each([
  [{ key: ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ') }, 'key', 'a private key'],
  [{ id: `AKIA${'A'.repeat(16)}` }, 'id', 'an AWS access key'],
  [{ url: 'https://hooks.slack.com/services/T0/B0/xyz' }, 'url', 'a Slack webhook'],
  [{ list: [{ git: `ghp_${'a'.repeat(36)}` }] }, 'list.0.git', 'a GitHub token'],
])('a secret is known by its form', (value, path, what) => {
  expect(secretsWithin(value)).toEqual([{ path, reason: `holds ${what}` }]);
});

test.each(['password', 'adminPassword', 'API_TOKEN', 'clientSecret', 'CLOUDFRONT_PRIVATE_KEY'])(
  'a secret is known by the name %s',
  (name) => {
    expect(secretsWithin({ [name]: 'hush' })).toEqual([
      { path: name, reason: 'is named like a secret' },
    ]);
  },
);

test('what only refers to a secret is none', () => {
  const references = {
    existingSecret: 'grafana',
    passwordKey: 'admin-password',
    secretArn: 'arn:aws:secretsmanager:::secret:x',
    webhook: 'arn:aws:kms:::key/1',
    generateSecret: true,
    refreshToken: '30d',
  };
  expect(secretsWithin(references)).toEqual([]);
});

test('user data is read as the instance reads it, and SecureString hides', async () => {
  const userData = Buffer.from('export PASSWORD=x; echo "-----BEGIN PRIVATE KEY-----"');
  expect(
    await faults(
      secretRules,
      resource('aws:ec2/launchTemplate:LaunchTemplate', 'nodes', {
        userData: userData.toString('base64'),
      }),
      resource('aws:ssm/parameter:Parameter', 'kept', {
        type: 'SecureString',
        value: '-----BEGIN PRIVATE KEY-----',
      }),
      resource('aws:ssm/parameter:Parameter', 'shown', {
        type: 'String',
        value: '-----BEGIN PRIVATE KEY-----',
      }),
    ),
  ).toEqual([
    'no-secret-in-sight | nodes: userData holds a private key',
    'no-secret-in-sight | shown: value holds a private key',
  ]);
});
