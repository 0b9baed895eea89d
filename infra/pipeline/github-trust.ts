import { type PolicyDocument, policy } from '../iam/policy-document.ts';

/** Issuer of GitHub Actions' tokens, without its scheme, as in trust policies. */
export const githubIssuer = 'token.actions.githubusercontent.com';

/** The provider for GitHub in an account. */
export function githubProviderArn(account: {
  readonly partition: string;
  readonly accountId: string;
}): string {
  return `arn:${account.partition}:iam::${account.accountId}:oidc-provider/${githubIssuer}`;
}

/** Audience of the tokens (the one that aws-actions/configure-aws-credentials requests). */
export const githubAudience = 'sts.amazonaws.com';

/**
 * Checks a provider that the account has already, and returns its ARN.
 *
 * @throws Error if it does not accept tokens meant for AWS, so that no workflow could ever sign in
 */
export function checkedProvider(provider: {
  readonly arn: string;
  readonly clientIdLists: readonly string[];
}): string {
  const { arn, clientIdLists } = provider;
  if (clientIdLists.includes(githubAudience)) return arn;
  throw new Error(`${arn} accepts tokens for ${clientIdLists.join(', ')}: add ${githubAudience}`);
}

/**
 * How GitHub's tokens name a repository at the beginning of `sub`.
 *
 * Repositories made, renamed or moved since 15 July 2026 are named with the ids of owner and
 * repository, older ones by name alone unless they opted in (GitHub Docs, "OpenID Connect
 * reference", "Immutable subject claims"). The address does not tell which.
 *
 * @param gitRepo - `https://github.com/<owner>/<name>`
 * @param claimed - what GitHub says it is; when absent, the names spelt as in the address
 * @throws RangeError if that is not the address of a repository, or `claimed` is about another
 */
export function repositorySubject(gitRepo: string, claimed?: string): string {
  const [, path] = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)$/.exec(gitRepo) ?? [];
  if (path === undefined)
    throw new RangeError(`${JSON.stringify(gitRepo)} is not https://github.com/<owner>/<name>`);
  const byName = `repo:${path}`;
  if (claimed === undefined) return byName;
  const form = /^repo:([\w.-]+)(@\d+)?\/([\w.-]+)(@\d+)?$/.exec(claimed);
  const same = form && `repo:${form[1]}/${form[3]}`.toLowerCase() === byName.toLowerCase();
  if (!same)
    throw new RangeError(
      `${JSON.stringify(claimed)} is not how GitHub names ${gitRepo}: ask it by ` +
        `"gh api repos/${path}/actions/oidc/customization/sub --jq .sub_claim_prefix"`,
    );
  return claimed;
}

/** A workflow that runs on a push to a branch. */
export function branchSubject(repository: string, branch: string): string {
  return `${repository}:ref:refs/heads/${branch}`;
}

/** A workflow that runs on a pull request from within the repository; forks get no token. */
export function pullRequestSubject(repository: string): string {
  return `${repository}:pull_request`;
}

/**
 * Trust: only the workflows of one subject may assume the role. Both claims are compared exactly.
 *
 * @throws RangeError if the subject looks like a pattern: IAM would store it, and no token would
 *   ever match it
 */
export function githubTrust(providerArn: string, subject: string): PolicyDocument {
  if (/[*?$\s]/.test(subject)) throw new RangeError(`${JSON.stringify(subject)} is a pattern`);
  return policy({
    Effect: 'Allow',
    Principal: { Federated: providerArn },
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Condition: {
      StringEquals: {
        [`${githubIssuer}:aud`]: githubAudience,
        [`${githubIssuer}:sub`]: subject,
      },
    },
  });
}
