import { CreateTopicCommand, DeleteTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { RealService } from '../../inventory/inventory.ts';

/** Topics. The code that runs the functions reads their subscribers from the subscriptions. */
export function snsServices(client: SNSClient): Readonly<Record<string, RealService>> {
  return {
    'aws:sns/topic:Topic': {
      async create(_inputs, name) {
        const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: name }));
        return { id: TopicArn, arn: TopicArn, name };
      },
      async delete(arn) {
        await client.send(new DeleteTopicCommand({ TopicArn: arn }));
      },
    },
  };
}
