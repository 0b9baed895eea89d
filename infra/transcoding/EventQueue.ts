import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { maxReceiveCount, visibilitySeconds } from '@tidecast/platform/events/video';
import { raiseAlarm } from '../alerts/raise-alarm.ts';
import { policyJson } from '../iam/policy-json.ts';
import { DeadLetterQueue } from '../queue/DeadLetterQueue.ts';
import { ruleQueuePolicy } from '../queue/queue-policies.ts';

export interface EventQueueArgs {
  /** What its events mean, such as "an upload is complete". */
  readonly events: string;
  /** Name of the function that handles them, for people. */
  readonly consumer: string;
  /** EventBridge pattern of the events, from packages/platform. */
  readonly pattern: pulumi.Input<object>;
  /** How long the consumer may take for a batch, in seconds. */
  readonly consumerSeconds: number;
  /** Topic that is notified when events wait too long or are given up. */
  readonly alertTopicArn: pulumi.Input<string>;
}

/**
 * How long EventBridge tries to reach the queue, in seconds. After an hour the reconciler has long
 * since done its work, and somebody should be notified.
 */
const deliverySeconds = 60 * 60;
/** As often as EventBridge can (EventBridge User Guide, "Retrying event delivery"). */
const deliveryAttempts = 185;

/**
 * Seconds after which a waiting event has failed twice, or nothing is handling it. One retry is
 * normal: a video that another invocation is submitting comes again.
 */
const longestWait = 15 * 60;

/** A queue of events of one kind, from EventBridge to a function. */
export class EventQueue extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: EventQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:transcoding:EventQueue', name, {}, opts);
    const child = { parent: this };
    const { events, consumer, alertTopicArn } = args;

    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        description: `To ${consumer}: ${events}`,
        eventPattern: pulumi.jsonStringify(args.pattern),
      },
      child,
    );
    const deadLetters = new DeadLetterQueue(
      `${name}-dead-letters`,
      {
        ruleArn: rule.arn,
        meaning: `Events (${events}) were given up: ${consumer} failed on each ${maxReceiveCount} times, or EventBridge could not reach the queue. The reconciler settles their videos, so people see a delay; whatever failed will fail again. Look at the ERROR lines in the logs of ${consumer}.`,
        alertTopicArn,
      },
      child,
    );
    const queue = new aws.sqs.Queue(
      name,
      {
        visibilityTimeoutSeconds: visibilitySeconds(args.consumerSeconds),
        sqsManagedSseEnabled: true,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: deadLetters.arn,
          maxReceiveCount,
        }),
      },
      child,
    );
    new aws.sqs.RedriveAllowPolicy(
      `${name}-redrive`,
      {
        queueUrl: deadLetters.url,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: 'byQueue',
          sourceQueueArns: [queue.arn],
        }),
      },
      child,
    );
    const queuePolicy = new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: queue.url,
        policy: policyJson(
          pulumi
            .all([queue.arn, rule.arn])
            .apply(([arn, ruleArn]) => ruleQueuePolicy(arn, ruleArn)),
        ),
      },
      child,
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      {
        rule: rule.name,
        arn: queue.arn,
        deadLetterConfig: { arn: deadLetters.arn },
        retryPolicy: {
          maximumEventAgeInSeconds: deliverySeconds,
          maximumRetryAttempts: deliveryAttempts,
        },
      },
      // Events sent before the rule has permission are lost.
      { parent: this, dependsOn: [queuePolicy, deadLetters.policy] },
    );
    raiseAlarm(
      `${name}-age`,
      {
        namespace: 'AWS/SQS',
        metricName: 'ApproximateAgeOfOldestMessage',
        dimensions: { QueueName: queue.name },
        statistic: 'Maximum',
        periodSeconds: 300,
        atLeast: longestWait,
        description: pulumi.interpolate`Events (${events}) have waited in the queue ${queue.name} for more than ${longestWait / 60} minutes: ${consumer} fails on them, is throttled, or does not run. Look at its alarms and logs, and whether its event source mapping is enabled.`,
        topicArn: alertTopicArn,
      },
      this,
    );

    this.arn = queue.arn;
    this.url = queue.url;
    this.name = queue.name;
    this.registerOutputs({ arn: this.arn, url: this.url, name: this.name });
  }
}
