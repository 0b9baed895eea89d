import { allow, type Statement } from '../iam/policy-document.ts';

/** The topic that alerts go to, and the key that it is encrypted with. */
export interface AlertTopic {
  readonly alertTopicArn: string;
  readonly alertKeyArn: string;
}

/**
 * What a publisher to the alert topic needs: to publish, and, because the topic is encrypted, the
 * data keys that SNS requests on its behalf (SNS Developer Guide, "Key management", for
 * publishers).
 */
export function publishAlerts({ alertTopicArn, alertKeyArn }: AlertTopic): readonly Statement[] {
  return [
    allow(['sns:Publish'], [alertTopicArn]),
    allow(['kms:GenerateDataKey', 'kms:Decrypt'], [alertKeyArn]),
  ];
}
