import { allow, type Statement } from '../iam/policy-document.ts';

/** The topic that alerts go to, and the key that it is encrypted with. */
export interface AlertTopic {
  readonly alertTopicArn: string;
  readonly alertKeyArn: string;
}

/**
 * What whoever tells the alert topic something does: it publishes, and because the topic is
 * encrypted, SNS asks for data keys in its name (SNS Developer Guide, "Key management", for
 * publishers).
 */
export function publishAlerts({ alertTopicArn, alertKeyArn }: AlertTopic): readonly Statement[] {
  return [
    allow(['sns:Publish'], [alertTopicArn]),
    allow(['kms:GenerateDataKey', 'kms:Decrypt'], [alertKeyArn]),
  ];
}
