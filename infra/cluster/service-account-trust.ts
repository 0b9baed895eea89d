import type { PolicyDocument } from '../iam/policy-document.ts';
import { policy } from '../iam/policy-document.ts';

export interface ServiceAccountIdentity {
  /** ARN of the cluster's IAM OIDC provider. */
  readonly oidcProviderArn: string;
  /** The cluster's issuer without `https://`, such as `oidc.eks.us-west-2.amazonaws.com/id/ABC`. */
  readonly oidcIssuer: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** RFC 1123 label. Above all no `*` and no `?`: a trust policy names one service account. */
const kubernetesName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/**
 * Trust: only the pods of one service account of one cluster may assume the role. Both claims are
 * compared exactly (EKS User Guide, "Assign IAM roles to Kubernetes service accounts").
 *
 * @throws RangeError if a name is not one that Kubernetes takes, or the issuer has a scheme: IAM
 * would store such a condition, and no token would ever meet it
 */
export function serviceAccountTrust(identity: ServiceAccountIdentity): PolicyDocument {
  const { oidcProviderArn, oidcIssuer, namespace, serviceAccount } = identity;
  for (const name of [namespace, serviceAccount]) {
    if (!kubernetesName.test(name)) {
      throw new RangeError(`${JSON.stringify(name)} is not a valid Kubernetes name`);
    }
  }
  if (oidcIssuer.includes('://')) {
    throw new RangeError(`Write the OIDC issuer ${oidcIssuer} without its scheme`);
  }
  return policy({
    Effect: 'Allow',
    Principal: { Federated: oidcProviderArn },
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Condition: {
      StringEquals: {
        [`${oidcIssuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
        [`${oidcIssuer}:aud`]: 'sts.amazonaws.com',
      },
    },
  });
}
