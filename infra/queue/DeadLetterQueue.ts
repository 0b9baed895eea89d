import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { raiseAlarm } from '../alerts/raise-alarm.ts';
import { policyJson } from '../iam/policy-json.ts';
import { ownQueuePolicy, ruleQueuePolicy } from './queue-policies.ts';

export interface DeadLetterQueueArgs {
  /** EventBridge rule whose undeliverable events go here. */
  readonly ruleArn?: pulumi.Input<string>;
  /**
   * What a letter here means, and what to look at: a sentence or two for the person who gets the
   * alarm.
   */
  readonly meaning: pulumi.Input<string>;
  /** Topic that is notified when there is a letter. */
  readonly alertTopicArn: pulumi.Input<string>;
}

/** The longest that SQS keeps a message, in seconds (SetQueueAttributes): 14 days. */
const longestRetention = 14 * 24 * 60 * 60;

/** Keeps messages that could not be handled, for a person to look at. */
export class DeadLetterQueue extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  /** Senders must depend on it, or the first letter may be refused. */
  readonly policy: pulumi.Resource;

  constructor(name: string, args: DeadLetterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:queue:DeadLetterQueue', name, {}, opts);
    const queue = new aws.sqs.Queue(
      name,
      { messageRetentionSeconds: longestRetention, sqsManagedSseEnabled: true },
      { parent: this },
    );
    const document = args.ruleArn
      ? pulumi.all([queue.arn, args.ruleArn]).apply(([arn, rule]) => ruleQueuePolicy(arn, rule))
      : queue.arn.apply(ownQueuePolicy);
    this.policy = new aws.sqs.QueuePolicy(
      `${name}-policy`,
      { queueUrl: queue.url, policy: policyJson(document) },
      { parent: this },
    );
    raiseAlarm(
      `${name}-alarm`,
      {
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: queue.name },
        statistic: 'Maximum',
        periodSeconds: 60,
        atLeast: 1,
        description: pulumi.interpolate`${args.meaning} The letters are in the queue ${queue.name}: read one there, fix the cause, then redrive or purge them.`,
        topicArn: args.alertTopicArn,
      },
      this,
    );

    this.arn = queue.arn;
    this.url = queue.url;
    this.registerOutputs({ arn: this.arn, url: this.url });
  }
}
