import type { SNSEvent } from 'aws-lambda';

export interface PublishedMessage {
  readonly id?: string;
  readonly subject?: string;
  /** Text, or what is sent as JSON. */
  readonly message: unknown;
}

/** An event as SNS hands it to Lambda. */
export function snsEvent(...messages: readonly PublishedMessage[]): SNSEvent {
  return {
    Records: messages.map(({ id = crypto.randomUUID(), subject, message }) => ({
      EventVersion: '1.0',
      EventSource: 'aws:sns',
      EventSubscriptionArn: 'arn:aws:sns:ap-northeast-2:000000000000:alerts:1',
      Sns: {
        Type: 'Notification',
        MessageId: id,
        TopicArn: 'arn:aws:sns:ap-northeast-2:000000000000:alerts',
        ...(subject !== undefined && { Subject: subject }),
        Message: typeof message === 'string' ? message : JSON.stringify(message),
        Timestamp: '2026-01-31T08:00:00.000Z',
        MessageAttributes: {},
        SignatureVersion: '1',
        Signature: '',
        SigningCertUrl: '',
        UnsubscribeUrl: '',
      },
    })),
  };
}

/** A CloudWatch alarm as it goes to a topic. */
export function alarm(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    AlarmName: 'tidecast-dev-submit-dead-letters',
    AlarmDescription: 'Uploads that could not be submitted. docs/runbooks/dead-letters.md',
    AWSAccountId: '000000000000',
    AlarmConfigurationUpdatedTimestamp: '2026-01-30T08:00:00.000+0000',
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed: 1 datapoint [1.0] was greater than the threshold (0.0).',
    StateChangeTime: '2026-01-31T08:00:00.000+0000',
    Region: 'Asia Pacific (Seoul)',
    AlarmArn:
      'arn:aws:cloudwatch:ap-northeast-2:000000000000:alarm:tidecast-dev-submit-dead-letters',
    OldStateValue: 'OK',
    OKActions: [],
    AlarmActions: ['arn:aws:sns:ap-northeast-2:000000000000:alerts'],
    InsufficientDataActions: [],
    Trigger: { MetricName: 'ApproximateNumberOfMessagesVisible', Namespace: 'AWS/SQS' },
    ...changes,
  };
}
