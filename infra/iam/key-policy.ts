import type { Statement } from './policy-document.ts';

/** The account that a key belongs to. */
export interface KeyOwner {
  readonly partition: string;
  readonly accountId: string;
}

/**
 * Actions to administer a key but not to use it (AWS KMS Developer Guide, "Allows key
 * administrators to administer the KMS key", action by action).
 */
const administration = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** The principal of an account: everybody whom its IAM policies allow. */
export function wholeAccount({ partition, accountId }: KeyOwner): { readonly AWS: string } {
  return { AWS: `arn:${partition}:iam::${accountId}:root` };
}

/**
 * Lets principals that IAM allows in the key's account administer it. All our key policies include
 * this, because KMS refuses a policy that locks everybody out. In a key's policy `*` means the key
 * itself.
 */
export function administerKey(owner: KeyOwner): Statement {
  return {
    Sid: 'AdministerKey',
    Effect: 'Allow',
    Principal: wholeAccount(owner),
    Action: administration,
    Resource: ['*'],
  };
}
