import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { lookUps, previewStack } from './preview-policy.ts';

const scope = { partition: 'aws', region: 'ap-northeast-2', accountId: '123456789012' };

/** The look-ups of @pulumi/aws in the program, as `lookUps` names them. */
async function lookUpsOfProgram(): Promise<string[]> {
  const root = new URL('..', import.meta.url);
  const files = (await readdir(root, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('test/'),
  );
  const sources = await Promise.all(files.map((file) => readFile(new URL(file, root), 'utf8')));
  const found = sources.flatMap((source) => [
    ...source.matchAll(/\baws\s*\.((?:\s*\w+\s*\.)?\s*get[A-Z]\w*?)(?:Output)?\(/g),
  ]);
  return [...new Set(found.map(([, name = '']) => name.replace(/\s/g, '')))].sort();
}

test('a preview may ask for what the program looks up, and for nothing else', async () => {
  expect(Object.keys(lookUps).sort()).toEqual(await lookUpsOfProgram());
});

test('it reads nothing of people’s', () => {
  const { Statement } = previewStack(scope);
  expect(Statement.map(({ Action, Resource }) => [Action.join(), Resource?.join()])).toEqual([
    ['ec2:DescribeAvailabilityZones', '*'],
    ['ec2:DescribeManagedPrefixLists', '*'],
    ['ec2:GetManagedPrefixListEntries', 'arn:aws:ec2:ap-northeast-2:aws:prefix-list/*'],
    ['eks:DescribeAddonVersions', '*'],
    [
      'iam:GetOpenIDConnectProvider',
      'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
    ],
    ['route53:GetHostedZone,route53:ListTagsForResource', 'arn:aws:route53:::hostedzone/*'],
    ['ssm:GetParameter', 'arn:aws:ssm:ap-northeast-2::parameter/aws/service/*'],
  ]);
  for (const { Effect, Principal, Condition } of Statement)
    expect([Effect, Principal, Condition]).toEqual(['Allow', undefined, undefined]);
});
