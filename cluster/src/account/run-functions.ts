import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createHttpApi, type HttpApi } from '../../../local/src/apigateway/http-api.ts';
import { createEventBus, type EventBus } from '../../../local/src/events/event-bus.ts';
import type { EventPattern } from '../../../local/src/events/event-pattern.ts';
import type { InvokeFunction } from '../../../local/src/ivschat/message-review.ts';
import { invokeLater, runLaterInvocations } from '../../../local/src/lambda/invoke-later.ts';
import { type LambdaHost, startLambdaHost } from '../../../local/src/lambda/lambda-host.ts';
import { mapQueue } from '../../../local/src/lambda/map-queue.ts';
import type { Sns, SnsOptions } from '../../../local/src/sns/sns.ts';
import type { LocalQueue } from '../../../local/src/sqs/queue.ts';
import type { Sqs } from '../../../local/src/sqs/sqs.ts';
import type { StackFunctions } from './stack-resources.ts';

type StackFunction = StackFunctions['functions'][number];

export interface RunFunctionsOptions {
  readonly stack: StackFunctions;
  readonly sqs: Sqs;
  readonly sns: Sns;
  /** Where functions lie, each unpacked to a folder of its own. */
  readonly directory: string;
  /** How the SDK in them finds the account: what a function's role gives. */
  readonly sdkEnvironment: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** A stack's functions at work. */
export interface RunningFunctions {
  readonly bus: EventBus;
  /** How topics call each of them. */
  readonly topicFunctions: SnsOptions['functions'];
  /** Calls one by its ARN. */
  readonly invoke: InvokeFunction;
  readonly liveApi: HttpApi | undefined;
  readonly pids: () => readonly number[];
  close(): Promise<void>;
}

/** Milliseconds that invocations under way get at the end. */
const endGrace = 1_000;
/**
 * Seconds that a function's events stay hidden after its timeout, so that none is handled twice.
 */
const spareSeconds = 60;

/** Starts the functions of a stack, fed as its mappings, rules, schedules and topics say. */
export async function runFunctions(options: RunFunctionsOptions): Promise<RunningFunctions> {
  const { stack, sqs, sns, log } = options;
  const hosts = await startHosts(options);
  const invoke = (name: string, event: unknown) => {
    const host = hosts.get(name);
    if (!host) return Promise.reject(new Error(`there is no function ${name}`));
    return host.invoke(name, event);
  };
  const later = asynchronousQueues(stack.functions, sqs);
  const laterQueue = (name: string): LocalQueue => {
    const queue = later.get(name);
    if (!queue) throw new Error(`there is no function ${name}`);
    return queue;
  };
  const bus = createEventBus({
    rules: stack.rules.map(({ name, pattern, target }) => ({
      name,
      pattern: pattern as EventPattern,
      queue: 'queue' in target ? sqs.queue(target.queue) : laterQueue(target.function),
    })),
    log,
  });
  for (const { topicArn, function: name } of stack.subscriptions)
    sns.ensureSubscription(topicArn, name);
  const mappings = [
    ...stack.mappings.map((mapping) =>
      mapQueue({
        queue: sqs.queue(mapping.queue),
        functionName: mapping.function,
        invoke,
        log,
        batchSize: mapping.batchSize,
        maximumBatchingWindowSeconds: mapping.windowSeconds,
        reportBatchItemFailures: mapping.reportsFailures,
        concurrency: mapping.concurrency,
      }),
    ),
    ...[...later].map(([functionName, queue]) =>
      runLaterInvocations({ queue, functionName, invoke, log }),
    ),
  ];
  for (const { name, everySeconds, function: functionName, input } of stack.schedules)
    bus.schedule({ name, everySeconds, run: () => invoke(functionName, input) });
  const { httpApi } = stack;
  return {
    bus,
    topicFunctions: Object.fromEntries(
      [...later].map(([name, queue]) => [name, (event: unknown) => invokeLater(queue, event)]),
    ),
    invoke: (arn, event) => invoke(arn.slice(arn.lastIndexOf(':') + 1), event),
    liveApi:
      httpApi && createHttpApi({ ...httpApi, route: routeOf(httpApi.routeKey), invoke, log }),
    pids: () => [...new Set(hosts.values())].flatMap((host) => host.pid() ?? []),
    async close() {
      const closing = mappings.map((mapping) => mapping.close());
      await Promise.all([...new Set(hosts.values())].map((host) => host.close(endGrace)));
      await Promise.all([...closing, bus.close()]);
    },
  };
}

/** Functions that see the same environment share a process; no other sees what is not its own. */
async function startHosts(options: RunFunctionsOptions): Promise<ReadonlyMap<string, LambdaHost>> {
  const { stack, directory, sdkEnvironment, log } = options;
  const groups = Map.groupBy(stack.functions, ({ environment }) =>
    JSON.stringify(Object.entries(environment).sort()),
  );
  const hosts = new Map<string, LambdaHost>();
  for (const functions of groups.values()) {
    const host = startLambdaHost({
      functions: await Promise.all(
        functions.map(async (one) => ({
          name: one.name,
          ...(await unpack(one, join(directory, one.name))),
          timeoutSeconds: one.timeoutSeconds,
          memoryMegabytes: one.memoryMegabytes,
        })),
      ),
      environment: { ...sdkEnvironment, ...functions[0]?.environment },
      log,
    });
    for (const { name } of functions) hosts.set(name, host);
  }
  return hosts;
}

/** @returns the module with the handler, and the handler's name in it */
async function unpack({ name, files, handler }: StackFunction, folder: string) {
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  const [stem, exported = ''] = handler.split('.');
  const module = Object.keys(files).find(
    (file) => /\.m?js$/.test(file) && file.split('.')[0] === stem,
  );
  if (module === undefined) throw new Error(`the archive of ${name} has no module for ${handler}`);
  return { module: join(folder, module), export: exported };
}

/** Lambda's own queue before each function: of what is called without waiting for the answer. */
function asynchronousQueues(
  functions: readonly StackFunction[],
  sqs: Sqs,
): ReadonlyMap<string, LocalQueue> {
  return new Map(
    functions.map(({ name, timeoutSeconds, attempts, deadLetterQueue }) => {
      const deadLetters =
        deadLetterQueue === undefined
          ? sqs.ensureQueue(queueName('given-up', name))
          : sqs.queue(deadLetterQueue);
      const queue = sqs.ensureQueue(queueName('invoke', name), {
        VisibilityTimeout: String(timeoutSeconds + spareSeconds),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: deadLetters.arn,
          maxReceiveCount: attempts,
        }),
      });
      return [name, queue];
    }),
  );
}

/** 80 characters are the most that SQS takes (CreateQueue). */
function queueName(front: string, functionName: string): string {
  return `${front}-${functionName}`.slice(0, 80);
}

/** `ANY /api/live/{proxy+}` is all below `/api/live/`. */
function routeOf(routeKey: string) {
  const prefix = /^ANY (\/.*\/)\{proxy\+\}$/.exec(routeKey)?.[1];
  if (prefix === undefined) throw new Error(`the route ${routeKey} is not for all below a path`);
  return { routeKey, prefix };
}
