import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { NotifierEnvironment } from '@tidecast/platform/environment/notifier';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import { notifierAttempts, notifierSeconds } from '@tidecast/platform/notifications/messages';
import { type EnvironmentOf, LambdaFunction } from '../lambda/LambdaFunction.ts';
import { DeadLetterQueue } from '../queue/DeadLetterQueue.ts';
import { notifierPolicy } from './notifier-policy.ts';

export interface NotifierArgs {
  /** Pulumi's name of the stack: `npm run encrypt-secret` bound the ciphertext to it. */
  readonly stack: string;
  /** The stack's name in messages and metrics, such as `tidecast-dev`. */
  readonly stackName: string;
  /** Slack's webhook, encrypted; base64. */
  readonly webhookCiphertext: string;
  /** Key that it is encrypted with. */
  readonly slackKeyArn: pulumi.Input<string>;
  /** Table that records sent messages, so that none is sent twice. */
  readonly expiringTable: aws.dynamodb.Table;
  /** Origin of the site, such as `https://video.acme.com`. */
  readonly siteOrigin: string;
  /** Topic whose messages are sent to Slack. */
  readonly alertTopicArn: pulumi.Input<string>;
  /** Days that the function's log is kept. */
  readonly logRetentionDays: number;
}

/** Sends the alert topic's messages to Slack: alarms, alerts, failed and published videos. */
export class Notifier extends pulumi.ComponentResource {
  readonly #name: string;
  readonly #args: NotifierArgs;

  constructor(name: string, args: NotifierArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:notifier:Notifier', name, {}, opts);
    this.#name = name;
    this.#args = args;

    const deadLetters = this.#createDeadLetters();
    const lambda = this.#createFunction(deadLetters);
    this.#retry(lambda, deadLetters);
    this.#subscribe(lambda);
    this.registerOutputs({});
  }

  #createDeadLetters(): DeadLetterQueue {
    return new DeadLetterQueue(
      `${this.#name}-dead-letters`,
      {
        meaning:
          'Something could not be said in Slack, this alarm perhaps among it. Look at the function’s log: the webhook may have been revoked.',
        alertTopicArn: this.#args.alertTopicArn,
      },
      { parent: this },
    );
  }

  #createFunction(deadLetters: DeadLetterQueue): LambdaFunction {
    const args = this.#args;
    const environment: EnvironmentOf<NotifierEnvironment> = {
      SLACK_WEBHOOK_CIPHERTEXT: args.webhookCiphertext,
      SLACK_SECRET_STACK: args.stack,
      EXPIRING_TABLE: args.expiringTable.name,
      PUBLIC_ORIGIN: args.siteOrigin,
      STACK_NAME: args.stackName,
    };
    return new LambdaFunction(
      `${this.#name}-notify`,
      {
        entry: functionEntry('notifier', 'notify'),
        description: 'Says alarms and news in Slack',
        environment,
        policy: pulumi
          .all([args.slackKeyArn, args.expiringTable.arn, deadLetters.arn])
          .apply(([slackKeyArn, expiringTableArn, deadLetterQueueArn]) =>
            notifierPolicy({
              slackKeyArn,
              stack: args.stack,
              expiringTableArn,
              deadLetterQueueArn,
            }),
          ),
        timeoutSeconds: notifierSeconds,
        logRetentionDays: args.logRetentionDays,
        alertTopicArn: args.alertTopicArn,
      },
      { parent: this },
    );
  }

  #retry(lambda: LambdaFunction, deadLetters: DeadLetterQueue): void {
    new aws.lambda.FunctionEventInvokeConfig(
      `${this.#name}-invocations`,
      {
        functionName: lambda.name,
        maximumRetryAttempts: notifierAttempts - 1,
        destinationConfig: { onFailure: { destination: deadLetters.arn } },
      },
      // Lambda checks that the function may write to its dead letters.
      { parent: this, dependsOn: [lambda, deadLetters.policy] },
    );
  }

  #subscribe(lambda: LambdaFunction): void {
    const permission = new aws.lambda.Permission(
      `${this.#name}-permission`,
      {
        function: lambda.name,
        action: 'lambda:InvokeFunction',
        principal: 'sns.amazonaws.com',
        sourceArn: this.#args.alertTopicArn,
      },
      { parent: this },
    );
    new aws.sns.TopicSubscription(
      `${this.#name}-subscription`,
      { topic: this.#args.alertTopicArn, protocol: 'lambda', endpoint: lambda.arn },
      { parent: this, dependsOn: [permission] },
    );
  }
}
