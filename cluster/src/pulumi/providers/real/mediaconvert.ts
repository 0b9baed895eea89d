import {
  CreateQueueCommand,
  DeleteQueueCommand,
  type MediaConvertClient,
} from '@aws-sdk/client-mediaconvert';
import type { RealService } from '../../inventory/inventory.ts';

/** Queues of encodes. */
export function mediaConvertServices(
  client: MediaConvertClient,
): Readonly<Record<string, RealService>> {
  return {
    'aws:mediaconvert/queue:Queue': {
      async create(_inputs, name) {
        const { Queue } = await client.send(new CreateQueueCommand({ Name: name }));
        return { id: name, name, arn: Queue?.Arn };
      },
      async delete(name) {
        await client.send(new DeleteQueueCommand({ Name: name }));
      },
    },
  };
}
