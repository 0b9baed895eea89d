import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type AccountScope, accountScope } from '../iam/account-scope.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { policyJson } from '../iam/policy-json.ts';
import {
  branchSubject,
  checkedProvider,
  githubAudience,
  githubIssuer,
  githubProviderArn,
  githubTrust,
  pullRequestSubject,
  repositorySubject,
} from './github-trust.ts';
import { previewStack } from './preview-policy.ts';
import { pushImages, releaseSite } from './workflow-policies.ts';

export interface PipelineArgs {
  /** `https://github.com/<owner>/<name>`, spelt as GitHub spells it: IAM is case-sensitive. */
  readonly gitRepo: string;
  /** Branch whose pushes are released. */
  readonly gitRevision: string;
  /** ECR repository of the API. */
  readonly repositoryArn: pulumi.Input<string>;
  readonly webBucket: aws.s3.Bucket;
  /** CloudFront distribution of the site. */
  readonly distributionArn: pulumi.Input<string>;
  /**
   * How GitHub's tokens name the repository, such as `repo:acme@1234/tidecast@5678`: what `gh api
   * repos/<owner>/<name>/actions/oidc/customization/sub --jq .sub_claim_prefix` prints. When
   * absent, `repo:<owner>/<name>`, which is right only for repositories created before 15 July
   * 2026.
   */
  readonly githubSubject?: string;
  /**
   * `create`, the default: this stack creates the account's provider for GitHub's tokens, and
   * deletes it when destroyed. `existing`: the account has one, and keeps it. An account can have
   * only one, so of several stacks in it all but one must use `existing`.
   */
  readonly githubProvider?: 'create' | 'existing';
}

/**
 * What GitHub's workflows may do in AWS, without a stored key: three roles, each for exactly one
 * kind of workflow of one repository.
 *
 * If `pulumi up` fails with EntityAlreadyExists, the account has a provider for GitHub already: set
 * `existing`.
 */
export class Pipeline extends pulumi.ComponentResource {
  /** Pushes images, from the released branch. */
  readonly imageRoleArn: pulumi.Output<string>;
  /** Uploads the site, from the released branch. */
  readonly releaseRoleArn: pulumi.Output<string>;
  /** Runs `pulumi preview`, on pull requests. */
  readonly previewRoleArn: pulumi.Output<string>;

  readonly #name: string;

  /** @throws RangeError if repository and subject do not fit: see `repositorySubject` */
  constructor(name: string, args: PipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:pipeline:Pipeline', name, {}, opts);
    this.#name = name;
    const repository = repositorySubject(args.gitRepo, args.githubSubject);
    const released = branchSubject(repository, args.gitRevision);
    const proposed = pullRequestSubject(repository);
    const scope = accountScope(this);
    const provider =
      args.githubProvider === 'existing' ? this.#findProvider(scope) : this.#createProvider();

    this.imageRoleArn = this.#createRole('image', {
      trust: provider.apply((arn) => githubTrust(arn, released)),
      policy: pulumi.output(args.repositoryArn).apply(pushImages),
    });
    this.releaseRoleArn = this.#createRole('release', {
      trust: provider.apply((arn) => githubTrust(arn, released)),
      policy: pulumi
        .all([args.webBucket.arn, args.distributionArn])
        .apply(([bucket, distribution]) => releaseSite(bucket, distribution)),
    });
    this.previewRoleArn = this.#createRole('preview', {
      trust: provider.apply((arn) => githubTrust(arn, proposed)),
      policy: scope.apply(previewStack),
    });
    this.registerOutputs({
      imageRoleArn: this.imageRoleArn,
      releaseRoleArn: this.releaseRoleArn,
      previewRoleArn: this.previewRoleArn,
    });
  }

  #createProvider(): pulumi.Output<string> {
    return new aws.iam.OpenIdConnectProvider(
      `${this.#name}-github`,
      { url: `https://${githubIssuer}`, clientIdLists: [githubAudience] },
      { parent: this },
    ).arn;
  }

  /** Fails when the account has none, or one that does not accept tokens for AWS. */
  #findProvider(scope: pulumi.Output<AccountScope>): pulumi.Output<string> {
    return aws.iam
      .getOpenIdConnectProviderOutput({ arn: scope.apply(githubProviderArn) }, { parent: this })
      .apply(checkedProvider);
  }

  #createRole(
    task: string,
    documents: {
      readonly trust: pulumi.Output<PolicyDocument>;
      readonly policy: pulumi.Output<PolicyDocument>;
    },
  ): pulumi.Output<string> {
    const role = new aws.iam.Role(
      `${this.#name}-${task}-role`,
      { assumeRolePolicy: policyJson(documents.trust) },
      { parent: this },
    );
    new aws.iam.RolePolicy(
      `${this.#name}-${task}-policy`,
      { role: role.name, policy: policyJson(documents.policy) },
      { parent: this },
    );
    return role.arn;
  }
}
