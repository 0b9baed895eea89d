import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { rateOf, schedules } from '@tidecast/platform/events/schedules';

/** The review's Lambda function. */
export interface ReviewWarmUpArgs {
  readonly functionArn: pulumi.Input<string>;
  readonly functionName: pulumi.Input<string>;
}

/**
 * Keeps one instance of the review running, with its connections open: IVS Chat waits 200 ms for an
 * answer, and a start takes longer. Provisioned concurrency would do that too, but is paid by the
 * hour, and counts against a quota that is small in new accounts.
 *
 * Uses an EventBridge rule, which needs no role, queue or group: losing a call does no harm.
 */
export class ReviewWarmUp extends pulumi.ComponentResource {
  constructor(name: string, args: ReviewWarmUpArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:live:ReviewWarmUp', name, {}, opts);
    const child = { parent: this };
    const { everySeconds, event } = schedules.reviewWarmUp;

    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        description: 'Keeps the review of chat messages ready',
        scheduleExpression: rateOf(schedules.reviewWarmUp),
      },
      child,
    );
    const permission = new aws.lambda.Permission(
      `${name}-permission`,
      {
        function: args.functionName,
        action: 'lambda:InvokeFunction',
        principal: 'events.amazonaws.com',
        sourceArn: rule.arn,
      },
      child,
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      {
        rule: rule.name,
        arn: args.functionArn,
        input: JSON.stringify(event),
        retryPolicy: { maximumEventAgeInSeconds: everySeconds, maximumRetryAttempts: 0 },
      },
      { parent: this, dependsOn: [permission] },
    );
    // IVS Chat waits for its answers: only warm-ups are asynchronous, and the next is due anyway.
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-invocations`,
      {
        functionName: args.functionName,
        maximumRetryAttempts: 0,
        maximumEventAgeInSeconds: everySeconds,
      },
      child,
    );
    this.registerOutputs({});
  }
}
