import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { LambdaFunction } from '../lambda/LambdaFunction.ts';
import { DeadLetterQueue } from '../queue/DeadLetterQueue.ts';

export interface StreamEventsArgs {
  /** EventBridge pattern of the events. */
  readonly pattern: object;
  /**
   * Creates the function that handles them.
   *
   * @param deadLetterQueueArn - where Lambda, with the function's role, puts events that it failed
   *   on
   */
  readonly createFunction: (deadLetterQueueArn: pulumi.Output<string>) => LambdaFunction;
  /** Topic that is notified when events are given up. */
  readonly alertTopicArn: pulumi.Input<string>;
}

/** Attempts at an event that the function fails on: the most that Lambda makes. */
const attempts = 3;

/**
 * How long an event is retried, in seconds, by EventBridge and then by Lambda. After an hour the
 * reconciler has long since done its work, and somebody should be notified.
 */
const longestTry = 60 * 60;
/** As often as EventBridge can (EventBridge User Guide, "Retrying event delivery"). */
const deliveryAttempts = 185;

/** IVS's events about streams and recordings, from EventBridge directly to a function. */
export class StreamEvents extends pulumi.ComponentResource {
  readonly #name: string;

  constructor(name: string, args: StreamEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:live:StreamEvents', name, {}, opts);
    this.#name = name;
    const child = { parent: this };

    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        description: 'What IVS tells of streams and recordings',
        eventPattern: pulumi.jsonStringify(args.pattern),
      },
      child,
    );
    const deadLetters = new DeadLetterQueue(
      `${name}-dead-letters`,
      {
        ruleArn: rule.arn,
        meaning: `Events of IVS were given up: the function failed on each ${attempts} times, or EventBridge could not reach it. The reconciler settles their channels, so people see a delay; a recording may be missing. Look at the ERROR lines in the function’s log.`,
        alertTopicArn: args.alertTopicArn,
      },
      child,
    );
    const lambda = args.createFunction(deadLetters.arn);
    this.#retry(lambda, deadLetters);
    this.#send(rule, lambda, deadLetters);
    this.registerOutputs({});
  }

  #retry(lambda: LambdaFunction, deadLetters: DeadLetterQueue): void {
    new aws.lambda.FunctionEventInvokeConfig(
      `${this.#name}-invocations`,
      {
        functionName: lambda.name,
        maximumRetryAttempts: attempts - 1,
        maximumEventAgeInSeconds: longestTry,
        destinationConfig: { onFailure: { destination: deadLetters.arn } },
      },
      // Lambda checks that the function may write to its dead letters.
      { parent: this, dependsOn: [lambda, deadLetters.policy] },
    );
  }

  #send(
    rule: aws.cloudwatch.EventRule,
    lambda: LambdaFunction,
    deadLetters: DeadLetterQueue,
  ): void {
    const permission = new aws.lambda.Permission(
      `${this.#name}-permission`,
      {
        function: lambda.name,
        action: 'lambda:InvokeFunction',
        principal: 'events.amazonaws.com',
        sourceArn: rule.arn,
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${this.#name}-target`,
      {
        rule: rule.name,
        arn: lambda.arn,
        deadLetterConfig: { arn: deadLetters.arn },
        retryPolicy: {
          maximumEventAgeInSeconds: longestTry,
          maximumRetryAttempts: deliveryAttempts,
        },
      },
      // Events sent before the rule has permission are lost.
      { parent: this, dependsOn: [permission, deadLetters.policy] },
    );
  }
}
