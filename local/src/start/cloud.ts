import type { EventBus } from '../events/event-bus.ts';
import type { Closers } from './closers.ts';
import { distributionId } from './names.ts';
import {
  ensureNotifyQueue,
  type Notifications,
  notifyLater,
  subscribeNotifier,
} from './notifications.ts';
import { createPipelineBus, ensureQueues, type PipelineQueues } from './pipeline.ts';
import { type Services, type ServicesOptions, startServices } from './services.ts';

export type CloudOptions = Omit<ServicesOptions<never>, 'wire' | 'distributions'>;

/** The emulated AWS, serving, with the queues, rules and topic of the stack in it. */
export interface Cloud extends Services {
  readonly queues: PipelineQueues;
  readonly notifications: Notifications;
  readonly bus: EventBus;
}

/** Starts every emulated service behind one endpoint, wired as the stack wires them. */
export async function startCloud(options: CloudOptions, closers: Closers): Promise<Cloud> {
  const { services, wiring } = await startServices(
    {
      ...options,
      distributions: { [distributionId]: { domainName: 'localhost' } },
      wire(sqs) {
        const queues = ensureQueues(sqs);
        const notifyQueue = ensureNotifyQueue(sqs);
        const bus = createPipelineBus(queues, options.log);
        closers.add(() => bus.close());
        return { emit: bus.put, functions: notifyLater(notifyQueue), queues, notifyQueue, bus };
      },
    },
    closers,
  );
  const { queues, notifyQueue, bus } = wiring;
  const topicArn = subscribeNotifier(services.sns);
  return { ...services, queues, notifications: { topicArn, queue: notifyQueue }, bus };
}
