import { type PolicyDocument, policy } from '../iam/policy-document.ts';

/** Who signs the tokens of GitHub Actions, without its scheme, as trust policies name it. */
export const githubIssuer = 'token.actions.githubusercontent.com';

/** The provider that stands for GitHub in an account. */
export function githubProviderArn(account: {
  readonly partition: string;
  readonly accountId: string;
}): string {
  return `arn:${account.partition}:iam::${account.accountId}:oidc-provider/${githubIssuer}`;
}

/** What a token must be meant for (aws-actions/configure-aws-credentials asks for no other). */
export const githubAudience = 'sts.amazonaws.com';

/**
 * The ARN of a provider that the account has already.
 *
 * @throws Error if it takes no tokens that are meant for AWS: no workflow would ever get in
 */
export function checkedProvider(provider: {
  readonly arn: string;
  readonly clientIdLists: readonly string[];
}): string {
  const { arn, clientIdLists } = provider;
  if (clientIdLists.includes(githubAudience)) return arn;
  throw new Error(`${arn} takes tokens for ${clientIdLists.join(', ')}: add ${githubAudience}`);
}

/**
 * How GitHub's tokens name a repository at the front of `sub`.
 *
 * Repositories made, renamed or moved since 15 July 2026 are named with the ids of owner and
 * repository, older ones by name alone unless they opted in (GitHub Docs, "OpenID Connect reference",
 * "Immutable subject claims"). Which it is cannot be known from the address.
 *
 * @param gitRepo - `https://github.com/<owner>/<name>`
 * @param claimed - what GitHub says it is; absent: the names alone, spelt as in the address
 * @throws RangeError if that is no address of a repository, or GitHub's answer is about another
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
 * Trust: the workflows of one subject take the role, and nobody else. Both claims are compared
 * exactly.
 *
 * @throws RangeError if the subject holds what looks like a pattern: IAM would store it, and no token
 * would ever meet it
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
