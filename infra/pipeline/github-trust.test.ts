import { describe, expect, test } from '@jest/globals';
import {
  branchSubject,
  checkedProvider,
  githubTrust,
  pullRequestSubject,
  repositorySubject,
} from './github-trust.ts';

const gitRepo = 'https://github.com/acme/tidecast';

describe('what GitHub calls a repository', () => {
  test.each([
    ['by name, if it says nothing', undefined, 'repo:acme/tidecast'],
    ['by name, if it says so', 'repo:acme/tidecast', 'repo:acme/tidecast'],
    ['by ids', 'repo:acme@1234/tidecast@5678', 'repo:acme@1234/tidecast@5678'],
    ['in its own spelling', 'repo:Acme@1234/Tidecast@5678', 'repo:Acme@1234/Tidecast@5678'],
  ])('%s', (_, claimed, expected) => {
    expect(repositorySubject(gitRepo, claimed)).toBe(expected);
  });

  test.each([
    'repo:acme/other',
    'repo:evil@1/tidecast@2',
    'acme@1234/tidecast@5678',
    'repo:acme@1234/tidecast@5678:ref:refs/heads/main',
    'repo:acme@*/tidecast@*',
    '',
  ])('is not %j', (claimed) => {
    expect(() => repositorySubject(gitRepo, claimed)).toThrow(
      'gh api repos/acme/tidecast/actions/oidc/customization/sub',
    );
  });

  test.each([`${gitRepo}.git/`, 'https://gitlab.com/acme/tidecast', 'acme/tidecast'])(
    '%j is no address of one',
    (address) => {
      expect(() => repositorySubject(address)).toThrow(JSON.stringify(address));
    },
  );
});

test('a push to a branch and a pull request are two subjects', () => {
  expect(branchSubject('repo:acme/tidecast', 'main')).toBe(
    'repo:acme/tidecast:ref:refs/heads/main',
  );
  expect(branchSubject('repo:a@1/b@2', 'release/1.x')).toBe(
    'repo:a@1/b@2:ref:refs/heads/release/1.x',
  );
  expect(pullRequestSubject('repo:acme/tidecast')).toBe('repo:acme/tidecast:pull_request');
});

test('a provider that takes no tokens for AWS is of no use', () => {
  const arn = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
  expect(checkedProvider({ arn, clientIdLists: ['other', 'sts.amazonaws.com'] })).toBe(arn);
  expect(() => checkedProvider({ arn, clientIdLists: ['other'] })).toThrow(
    `${arn} accepts tokens for other: add sts.amazonaws.com`,
  );
});

test('one subject is trusted, by exact comparison', () => {
  const provider = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
  expect(githubTrust(provider, 'repo:acme/tidecast:pull_request')).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: provider },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': 'repo:acme/tidecast:pull_request',
          },
        },
      },
    ],
  });
});

test.each(['repo:acme/*', 'repo:acme/tidecast:ref:refs/heads/?', 'repo:acme/$name:pull_request'])(
  '%j would meet no token, and is refused',
  (subject) => {
    expect(() => githubTrust('arn', subject)).toThrow('is a pattern');
  },
);
