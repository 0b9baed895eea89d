import { slackEncryptionContext } from '@tidecast/platform/notifications/slack-secret';
import { administerKey, type KeyOwner, wholeAccount } from '../iam/key-policy.ts';
import { type PolicyDocument, policy } from '../iam/policy-document.ts';

/**
 * Principals that IAM allows in the account may encrypt and decrypt, but only with the encryption
 * context of this stack's webhook, so the key is useless for anything else.
 */
export function slackKeyPolicy(owner: KeyOwner, stack: string): PolicyDocument {
  const context = Object.entries(slackEncryptionContext(stack)).map(([name, value]) => [
    `kms:EncryptionContext:${name}`,
    value,
  ]);
  return policy(administerKey(owner), {
    Sid: 'KeepWebhook',
    Effect: 'Allow',
    Principal: wholeAccount(owner),
    Action: ['kms:Encrypt', 'kms:Decrypt'],
    Resource: ['*'],
    Condition: { StringEquals: Object.fromEntries(context) },
  });
}
