import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { RealService } from '../../inventory/inventory.ts';
import type { Properties } from '../../values.ts';

/** What the emulated SQS keeps of a queue, by the provider's names. */
const kept: Readonly<Record<string, string>> = {
  delaySeconds: 'DelaySeconds',
  maxMessageSize: 'MaximumMessageSize',
  messageRetentionSeconds: 'MessageRetentionPeriod',
  receiveWaitTimeSeconds: 'ReceiveMessageWaitTimeSeconds',
  redrivePolicy: 'RedrivePolicy',
  visibilityTimeoutSeconds: 'VisibilityTimeout',
};

export function sqsServices(client: SQSClient): Readonly<Record<string, RealService>> {
  return {
    'aws:sqs/queue:Queue': {
      async create(inputs, name) {
        const { QueueUrl = '' } = await client.send(
          new CreateQueueCommand({ QueueName: name, Attributes: attributes(inputs) }),
        );
        const { Attributes } = await client.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
        );
        return { id: QueueUrl, url: QueueUrl, name, arn: Attributes?.QueueArn };
      },
      async update(url, inputs) {
        await client.send(
          new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes(inputs) }),
        );
        return {};
      },
      async delete(url) {
        await client.send(new DeleteQueueCommand({ QueueUrl: url }));
      },
    },
  };
}

function attributes(inputs: Properties): Record<string, string> {
  return Object.fromEntries(
    Object.entries(kept).flatMap(([name, wire]) =>
      inputs[name] === undefined ? [] : [[wire, String(inputs[name])]],
    ),
  );
}
