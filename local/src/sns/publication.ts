import { randomUUID } from 'node:crypto';
import type { SNSEvent, SNSMessageAttributes } from 'aws-lambda';
import { entries, type Form, invalid, required } from './query.ts';
import type { Subscription } from './topic-store.ts';

/** A message as it was published. */
export interface Publication {
  readonly messageId: string;
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly attributes: SNSMessageAttributes;
  readonly publishedAt: Date;
}

/** What SNS takes at most with its attributes, in bytes (API reference, "Publish"). */
const largestMessage = 256 * 1024;

/** @throws AwsError `InvalidParameter` for what SNS would not take, or what is not emulated */
export function readPublication(form: Form, publishedAt: Date): Publication {
  const message = required(form, 'Message');
  const subject = form.get('Subject');
  const attributes = readAttributes(form);
  if (form.has('MessageStructure'))
    throw invalid('MessageStructure Reason: only plain messages are emulated');
  if (Buffer.byteLength(message + JSON.stringify(attributes)) > largestMessage)
    throw invalid('Message too long');
  // Printable ASCII, as for the mails that a subject was made for (API reference, "Publish").
  if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) throw invalid('Subject');
  return {
    messageId: randomUUID(),
    topicArn: required(form, 'TopicArn'),
    message,
    attributes,
    publishedAt,
    ...(subject !== undefined && { subject }),
  };
}

function readAttributes(form: Form): SNSMessageAttributes {
  return Object.fromEntries(
    entries(form, 'MessageAttributes').map((entry) => {
      const Type = entry.get('Value.DataType') ?? '';
      const Value = entry.get('Value.StringValue') ?? entry.get('Value.BinaryValue');
      if (!/^(String|String\.Array|Number|Binary)$/.test(Type) || Value === undefined)
        throw invalid('MessageAttributes Reason: each needs a DataType and one value');
      return [required(entry, 'Name'), { Type, Value }];
    }),
  );
}

/** What a function gets of a message (Lambda Developer Guide, "Using Lambda with Amazon SNS"). */
export function toEvent(publication: Publication, subscription: Subscription): SNSEvent {
  const { messageId, topicArn, message, subject, attributes, publishedAt } = publication;
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        EventSource: 'aws:sns',
        Sns: {
          Type: 'Notification',
          MessageId: messageId,
          TopicArn: topicArn,
          ...(subject !== undefined && { Subject: subject }),
          Message: message,
          Timestamp: publishedAt.toISOString(),
          MessageAttributes: attributes,
          // Who gets it from Lambda itself need not check whom it is from: nothing is signed here.
          SignatureVersion: '1',
          Signature: '',
          SigningCertUrl: '',
          UnsubscribeUrl: '',
        },
      },
    ],
  };
}
