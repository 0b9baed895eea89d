import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { policyJson } from '../iam/policy-json.ts';
import { attachManagedPolicies } from './managed-policies.ts';
import { serviceAccountTrust } from './service-account-trust.ts';

export interface ServiceAccountRoleArgs {
  /** ARN of the cluster's IAM OIDC provider. */
  readonly oidcProviderArn: pulumi.Input<string>;
  /** The cluster's OIDC issuer, without `https://`. */
  readonly oidcIssuer: pulumi.Input<string>;
  readonly namespace: string;
  /** Name of the service account. The account itself is made, and annotated, by its chart. */
  readonly serviceAccount: string;
  /** What its pods may do. */
  readonly policy?: pulumi.Input<PolicyDocument>;
  /**
   * Names of AWS managed policies, such as `AmazonEKS_CNI_Policy`: for AWS's own add-ons, whose
   * needs change with their releases.
   */
  readonly managedPolicies?: readonly string[];
}

/** An IAM role for the pods of exactly one Kubernetes service account. */
export class ServiceAccountRole extends pulumi.ComponentResource {
  /**
   * Given out once the role may do what it is for, and of use until it is gone: whatever takes it is
   * made after its policies, and deleted before them.
   */
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** What the role may do: a pod that starts before these exist is refused. */
  readonly policies: readonly pulumi.Resource[];

  /** @throws RangeError if the role would be allowed nothing; see also `serviceAccountTrust` */
  constructor(name: string, args: ServiceAccountRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:cluster:ServiceAccountRole', name, {}, opts);
    const { namespace, serviceAccount, policy, managedPolicies = [] } = args;
    if (!policy && managedPolicies.length === 0) {
      throw new RangeError(
        `${name}: set policy or managedPolicies; otherwise the role has no permissions`,
      );
    }

    const trust = pulumi
      .all([args.oidcProviderArn, args.oidcIssuer])
      .apply(([oidcProviderArn, oidcIssuer]) =>
        serviceAccountTrust({ oidcProviderArn, oidcIssuer, namespace, serviceAccount }),
      );
    const role = new aws.iam.Role(
      `${name}-role`,
      { assumeRolePolicy: policyJson(trust) },
      { parent: this },
    );
    const own = policy
      ? [
          new aws.iam.RolePolicy(
            `${name}-policy`,
            { role: role.name, policy: policyJson(policy) },
            { parent: this },
          ),
        ]
      : [];

    const policies = [...own, ...attachManagedPolicies(name, role, managedPolicies, this)];
    this.arn = pulumi.all([role.arn, policies.map(({ id }) => id)]).apply(([arn]) => arn);
    this.name = role.name;
    this.policies = policies;
    this.registerOutputs({ arn: this.arn, name: this.name });
  }
}
