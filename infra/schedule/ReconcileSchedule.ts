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
  /** Topic that hears when a run could not be started. */
  readonly alertTopicArn: pulumi.Input<string>;
}

/** Tries at starting one run; what is left over the next one does. */
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
    // A group of its own: what may take the role is told by its group, not by its schedule.
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
    this.#neverRepeat();
    this.registerOutputs({});
  }

  #createDeadLetters(): DeadLetterQueue {
    const deadLetters = new DeadLetterQueue(
      `${this.#name}-dead-letters`,
      {
        meaning: `Nobody settles ${this.#args.settles}: the function that does could not be started. Look at the ERROR_MESSAGE attribute of a letter: the role of the schedule, or the function, is not what the stack made.`,
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

  /** Lambda would repeat a run that failed: the next is due anyway, and looks at the same things. */
  #neverRepeat(): void {
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
