import { join } from 'node:path';
import { liveRoot, liveRoute } from '@tidecast/platform/delivery/api-paths';
import { type AppFunction, functionEntry } from '@tidecast/platform/events/function-entry';
import {
  type LiveFunction,
  liveFunctionSeconds,
  streamEvents,
} from '@tidecast/platform/events/live';
import {
  batchSize,
  encodeEvents,
  functionSeconds,
  maxReceiveCount,
  type TranscoderFunction,
  uploadEvents,
  visibilitySeconds,
} from '@tidecast/platform/events/video';
import { notifierSeconds } from '@tidecast/platform/notifications/messages';
import { createHttpApi, type HttpApi } from '../apigateway/http-api.ts';
import { createEventBus, type EventBus } from '../events/event-bus.ts';
import type { InvokeFunction } from '../ivschat/message-review.ts';
import { runLaterInvocations } from '../lambda/invoke-later.ts';
import { startLambdaHost } from '../lambda/lambda-host.ts';
import { mapQueue } from '../lambda/map-queue.ts';
import type { LocalQueue } from '../sqs/queue.ts';
import type { Sqs } from '../sqs/sqs.ts';
import {
  bucketNames,
  liveFunctionName,
  mediaConvertQueueArn,
  queueNames,
  stackName,
} from './names.ts';
import { repositoryRoot } from './paths.ts';
import { startSchedules } from './schedules.ts';

/** The queues between the services and the functions. */
export interface PipelineQueues {
  readonly submit: LocalQueue;
  readonly track: LocalQueue;
  /** Lambda's own, of what EventBridge hands straight to a function. */
  readonly live: LocalQueue;
}

/** How many events of IVS are at work at once: a recording's must not keep a stream's waiting. */
const liveEventsAtOnce = 3;

/** Makes the queues, each with its dead letters, or finds them as they were left. */
export function ensureQueues(sqs: Pick<Sqs, 'ensureQueue'>): PipelineQueues {
  const queue = (name: string, deadLettersName: string, seconds: number) => {
    const deadLetters = sqs.ensureQueue(deadLettersName);
    return sqs.ensureQueue(name, {
      VisibilityTimeout: String(visibilitySeconds(seconds)),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
    });
  };
  return {
    submit: queue(queueNames.submit, queueNames.submitDeadLetters, functionSeconds.submit),
    track: queue(queueNames.track, queueNames.trackDeadLetters, functionSeconds.track),
    live: queue(queueNames.live, queueNames.liveDeadLetters, liveFunctionSeconds.events),
  };
}

/** The event bus with the rules that fill the queues. */
export function createPipelineBus(queues: PipelineQueues, log: (line: string) => void): EventBus {
  return createEventBus({
    rules: [
      { name: 'uploads', pattern: uploadEvents(bucketNames.source), queue: queues.submit },
      {
        name: 'encodes',
        pattern: encodeEvents({ queueArn: mediaConvertQueueArn, stackName }),
        queue: queues.track,
      },
      { name: 'streams', pattern: streamEvents, queue: queues.live },
    ],
    log,
  });
}

export interface PipelineOptions {
  readonly queues: PipelineQueues;
  /** Events that wait for the notifier. */
  readonly notifyQueue: LocalQueue;
  readonly bus: EventBus;
  /** What the functions see: TranscoderEnvironment, NotifierEnvironment, the SDK's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

export interface Pipeline {
  /** Process id of the functions. */
  readonly pid: () => number | undefined;
  /** Calls one of the functions by its ARN. */
  readonly invoke: InvokeFunction;
  readonly liveApi: HttpApi;
  close(): Promise<void>;
}

/** Runs the product's functions: fed from queues and the topic, and by the clock. */
export function startPipeline(options: PipelineOptions): Pipeline {
  const { queues, notifyQueue, bus, environment, log } = options;
  const transcoder = Object.keys(functionSeconds) as TranscoderFunction[];
  const live = Object.keys(liveFunctionSeconds) as LiveFunction[];
  const handlerOf = (...entry: AppFunction) => ({
    module: join(repositoryRoot, functionEntry(...entry)),
    export: 'handler',
  });
  const host = startLambdaHost({
    functions: [
      ...transcoder.map((name) => ({
        name,
        ...handlerOf('transcoder', name),
        timeoutSeconds: functionSeconds[name],
      })),
      { name: 'notify', ...handlerOf('notifier', 'notify'), timeoutSeconds: notifierSeconds },
      ...live.map((name) => ({
        name: liveFunctionName(name),
        ...handlerOf('live', name),
        timeoutSeconds: liveFunctionSeconds[name],
      })),
    ],
    environment,
    log,
  });
  const mappings = (['submit', 'track'] as const).map((functionName) =>
    mapQueue({
      queue: queues[functionName],
      functionName,
      invoke: host.invoke,
      reportBatchItemFailures: true,
      batchSize,
      log,
    }),
  );
  const notifications = runLaterInvocations({
    queue: notifyQueue,
    functionName: 'notify',
    invoke: host.invoke,
    log,
  });
  const streams = runLaterInvocations({
    queue: queues.live,
    functionName: liveFunctionName('events'),
    invoke: host.invoke,
    concurrency: liveEventsAtOnce,
    log,
  });
  const endSchedules = startSchedules(bus, host.invoke);
  return {
    pid: () => host.pid(),
    liveApi: createHttpApi({
      route: { routeKey: `ANY ${liveRoute}`, prefix: `${liveRoot}/` },
      integration: liveFunctionName('http'),
      authorizer: liveFunctionName('authorizer'),
      invoke: host.invoke,
      log,
    }),
    invoke: (arn, event) => host.invoke(arn.slice(arn.lastIndexOf(':') + 1), event),
    async close() {
      endSchedules();
      const closing = [...mappings, notifications, streams].map((mapping) => mapping.close());
      await host.close(1_000);
      await Promise.all(closing);
    },
  };
}
