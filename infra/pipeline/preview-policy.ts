import type { AccountScope } from '../iam/account-scope.ts';
import { allow, type PolicyDocument, policy, type Statement } from '../iam/policy-document.ts';
import { githubProviderArn } from './github-trust.ts';

/**
 * Every look-up that the program makes, by its function in @pulumi/aws without `Output`, with the
 * permissions it needs. A preview needs nothing else: it compares the program with Pulumi's state.
 */
export const lookUps: Readonly<Record<string, (scope: AccountScope) => readonly Statement[]>> = {
  // IAM lets everybody ask who they are; the other two make no request.
  getCallerIdentity: () => [],
  getPartition: () => [],
  getRegion: () => [],

  getAvailabilityZones: () => [allow(['ec2:DescribeAvailabilityZones'], ['*'])],
  'ec2.getManagedPrefixList': ({ partition, region }) => [
    allow(['ec2:DescribeManagedPrefixLists'], ['*']),
    allow(
      ['ec2:GetManagedPrefixListEntries'],
      [`arn:${partition}:ec2:${region}:aws:prefix-list/*`],
    ),
  ],
  'eks.getAddonVersion': () => [allow(['eks:DescribeAddonVersions'], ['*'])],
  // The existing provider, if the stack is configured to use it.
  'iam.getOpenIdConnectProvider': (scope) => [
    allow(['iam:GetOpenIDConnectProvider'], [githubProviderArn(scope)]),
  ],
  // An existing zone: its name and name servers, not its records.
  'route53.getZone': ({ partition }) => [
    allow(
      ['route53:GetHostedZone', 'route53:ListTagsForResource'],
      [`arn:${partition}:route53:::hostedzone/*`],
    ),
  ],
  // Only AWS's own parameters, which have no account: ours may be secrets.
  'ssm.getParameter': ({ partition, region }) => [
    allow(['ssm:GetParameter'], [`arn:${partition}:ssm:${region}::parameter/aws/service/*`]),
  ],
};

/**
 * What `pulumi preview` needs in AWS, without `--refresh`.
 *
 * Anybody who may open a pull request may change the workflow that assumes the role. So the role
 * cannot read users' data: no object, no list of objects (the names of posters are secrets), no
 * row, no log, no secret, no parameter of ours. AWS's own ViewOnlyAccess would list objects and
 * more. Comparing with the actual resources (`--refresh`) needs to read everything, and is left to
 * those who run `pulumi up`.
 */
export function previewStack(scope: AccountScope): PolicyDocument {
  return policy(...Object.values(lookUps).flatMap((statements) => statements(scope)));
}
