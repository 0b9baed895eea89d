import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { rateOf, type Schedule } from '@tidecast/platform/events/schedules';
import { policyJson } from '../iam/policy-json.ts';
import { DeadLetterQueue } from '../queue/DeadLetterQueue.ts';
import { schedulerPolicy, schedulerTrust } from './schedule-policies.ts';

export interface ReconcileScheduleArgs {
  readonly schedule: Pick<Schedule, 'everySeconds' | 'event'>;
  readonly functionArn: pulumi.Input<string>;
  readonly functionName: pulumi.Input<string>;
  /** What it settles, such as `videos that have stopped moving`. */
  readonly settles: string;
  /** Topic that is notified when a run could not be started. */
  readonly alertTopicArn: pulumi.Input<string>;
}

/** Attempts at starting one run; the next run does what was missed. */
const startAttempts = 3;

/** Starts a reconciler every few minutes. */
export class ReconcileSchedule extends pulumi.ComponentResource {
  readonly #name: string;
  readonly #args: ReconcileScheduleArgs;

  constructor(name: string, args: ReconcileScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:schedule:ReconcileSchedule', name, {}, opts);
    this.#name = name;
    this.#args = args;

    const deadLetters = this.#createDeadLetters();
    // In its own group, because the role's trust policy names a group, not a schedule.
    const group = new aws.scheduler.ScheduleGroup(`${name}-group`, {}, { parent: this });
    const { role, rolePolicy } = this.#createRole(group, deadLetters);
    new aws.scheduler.Schedule(
      name,
      {
        description: `Settles ${args.settles}`,
        groupName: group.name,
        scheduleExpression: rateOf(args.schedule),
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: args.functionArn,
          roleArn: role.arn,
          input: JSON.stringify(args.schedule.event),
          retryPolicy: {
            maximumEventAgeInSeconds: args.schedule.everySeconds,
            maximumRetryAttempts: startAttempts - 1,
          },
          deadLetterConfig: { arn: deadLetters.arn },
        },
      },
      { parent: this, dependsOn: [rolePolicy] },
    );
    this.#disableRetries();
    this.registerOutputs({});
  }

  #createDeadLetters(): DeadLetterQueue {
    const deadLetters = new DeadLetterQueue(
      `${this.#name}-dead-letters`,
      {
        meaning: `The reconciler of ${this.#args.settles} could not be started. Look at the ERROR_MESSAGE attribute of a letter: the schedule's role or the function differs from what the stack created.`,
        alertTopicArn: this.#args.alertTopicArn,
      },
      { parent: this },
    );
    new aws.sqs.RedriveAllowPolicy(
      `${this.#name}-redrive`,
      {
        queueUrl: deadLetters.url,
        redriveAllowPolicy: pulumi.jsonStringify({ redrivePermission: 'denyAll' }),
      },
      { parent: this },
    );
    return deadLetters;
  }

  #createRole(group: aws.scheduler.ScheduleGroup, deadLetters: DeadLetterQueue) {
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });
    const trust = pulumi
      .all([group.arn, accountId])
      .apply(([groupArn, account]) => schedulerTrust(groupArn, account));
    const role = new aws.iam.Role(
      `${this.#name}-role`,
      { assumeRolePolicy: policyJson(trust) },
      { parent: this },
    );
    const document = pulumi
      .all([this.#args.functionArn, deadLetters.arn])
      .apply(([functionArn, queueArn]) => schedulerPolicy(functionArn, queueArn));
    const rolePolicy = new aws.iam.RolePolicy(
      `${this.#name}-policy`,
      { role: role.name, policy: policyJson(document) },
      { parent: this },
    );
    return { role, rolePolicy };
  }

  /** Lambda would retry a failed run, but the next one is due anyway and checks the same things. */
  #disableRetries(): void {
    new aws.lambda.FunctionEventInvokeConfig(
      `${this.#name}-invocations`,
      {
        functionName: this.#args.functionName,
        maximumRetryAttempts: 0,
        maximumEventAgeInSeconds: this.#args.schedule.everySeconds,
      },
      { parent: this },
    );
  }
}
