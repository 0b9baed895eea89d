import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { raiseAlarm } from '../alerts/raise-alarm.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { policyJson } from '../iam/policy-json.ts';
import { bundleHandler } from './bundle.ts';
import { functionTrust, writeLogs } from './function-policies.ts';
import { layOutFunction } from './lay-out.ts';

/** The environment that a program reads (packages/platform), with the stack's outputs as values. */
export type EnvironmentOf<Program> = {
  readonly [Name in keyof Program]-?: pulumi.Input<string>;
};

export interface LambdaFunctionArgs {
  /** Module that exports `handler`, by its path in the repository. */
  readonly entry: string;
  /** What it does, in one sentence, which alarms repeat. */
  readonly description: string;
  /** The variables that its code reads, besides those that Lambda sets. */
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** What its code may call in AWS; nothing when absent. Writing logs is added. */
  readonly policy?: pulumi.Input<PolicyDocument>;
  /** Timeout of an invocation in seconds: 1 to 900. */
  readonly timeoutSeconds: number;
  /** Memory in megabytes, and CPU in proportion; 512 by default. */
  readonly memoryMegabytes?: number;
  /** Days that its logs are kept. */
  readonly logRetentionDays: number;
  /** Topic that is notified when it fails or is throttled. */
  readonly alertTopicArn: pulumi.Input<string>;
}

/**
 * The functions wait for other services far more than they compute. The memory is chosen for the
 * CPU that comes with it, which loads the AWS SDK at a cold start.
 */
const usualMemoryMegabytes = 512;

/** A Lambda function with its code, role, log group and alarms. */
export class LambdaFunction extends pulumi.ComponentResource {
  /** Known once the role has all its permissions. */
  readonly arn: pulumi.Output<string>;
  /** The ARN that API Gateway invokes it by. */
  readonly invokeArn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;

  readonly #name: string;
  readonly #args: LambdaFunctionArgs;

  /** @throws Error when the module cannot be bundled: see `bundleFunction` */
  constructor(name: string, args: LambdaFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:lambda:LambdaFunction', name, {}, opts);
    this.#name = name;
    this.#args = args;

    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { retentionInDays: args.logRetentionDays },
      { parent: this },
    );
    const { role, policies } = this.#createRole(logGroup);
    const lambda = new aws.lambda.Function(
      name,
      {
        description: args.description,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        // Cheaper than x86-64, and nothing in the bundle is native code.
        architectures: ['arm64'],
        code: asArchive(layOutFunction(args.entry)),
        handler: bundleHandler,
        role: role.arn,
        timeout: args.timeoutSeconds,
        memorySize: args.memoryMegabytes ?? usualMemoryMegabytes,
        environment: {
          variables: { ...args.environment, NODE_OPTIONS: '--enable-source-maps' },
        },
        loggingConfig: {
          logFormat: 'JSON',
          applicationLogLevel: 'INFO',
          systemLogLevel: 'INFO',
          logGroup: logGroup.name,
        },
      },
      { parent: this, dependsOn: policies },
    );
    this.#raiseAlarms(lambda, logGroup);

    this.arn = lambda.arn;
    this.invokeArn = lambda.invokeArn;
    this.name = lambda.name;
    this.registerOutputs({ arn: this.arn, name: this.name });
  }

  #createRole(logGroup: aws.cloudwatch.LogGroup) {
    const role = new aws.iam.Role(
      `${this.#name}-role`,
      { assumeRolePolicy: policyJson(functionTrust) },
      { parent: this },
    );
    const { policy } = this.#args;
    const allowed = {
      ...(policy && { policy }),
      'logs-policy': logGroup.arn.apply(writeLogs),
    };
    const policies = Object.entries(allowed).map(
      ([suffix, document]) =>
        new aws.iam.RolePolicy(
          `${this.#name}-${suffix}`,
          { role: role.name, policy: policyJson(document) },
          { parent: this },
        ),
    );
    return { role, policies };
  }

  #raiseAlarms(lambda: aws.lambda.Function, logGroup: aws.cloudwatch.LogGroup): void {
    const common = {
      namespace: 'AWS/Lambda',
      dimensions: { FunctionName: lambda.name },
      statistic: 'Sum',
      periodSeconds: 300,
      atLeast: 1,
      topicArn: this.#args.alertTopicArn,
    } as const;
    const what = pulumi.interpolate`${lambda.name} (${this.#args.description})`;
    raiseAlarm(
      `${this.#name}-errors`,
      {
        ...common,
        metricName: 'Errors',
        description: pulumi.interpolate`${what} failed as a whole: it threw, crashed or ran out of time. Look for ERROR and "Task timed out" in the log group ${logGroup.name}.`,
      },
      this,
    );
    raiseAlarm(
      `${this.#name}-throttles`,
      {
        ...common,
        metricName: 'Throttles',
        description: pulumi.interpolate`${what} was throttled: the account's concurrent executions are used up. Its work waits and is retried. Look at ConcurrentExecutions of the account, and have the quota raised.`,
      },
      this,
    );
  }
}

/**
 * As files, because the state would store texts whole: some 20 MB, rewritten with each step of an
 * update.
 */
function asArchive(paths: Readonly<Record<string, string>>): pulumi.asset.AssetArchive {
  return new pulumi.asset.AssetArchive(
    Object.fromEntries(
      Object.entries(paths).map(([name, path]) => [name, new pulumi.asset.FileAsset(path)]),
    ),
  );
}
