import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

/**
 * What Alertmanager's SNS receiver does: it publishes, and because the topic is encrypted, SNS asks
 * for data keys in its name (SNS Developer Guide, "Key management", for publishers).
 */
export function alertmanagerPolicy(args: {
  readonly topicArn: string;
  /** Key that the topic is encrypted with. */
  readonly keyArn: string;
}): PolicyDocument {
  return policy(
    allow(['sns:Publish'], [args.topicArn]),
    allow(['kms:GenerateDataKey', 'kms:Decrypt'], [args.keyArn]),
  );
}
