import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type AccountScope, accountScope } from '../iam/account-scope.ts';
import { policyJson } from '../iam/policy-json.ts';
import { alertKeyPolicy, alertTopicPolicy } from './alert-policies.ts';
import { budgetNotifications } from './budget-notifications.ts';

export interface AlertsArgs {
  /** Who gets mail about the budget; 10 addresses at most. */
  readonly adminEmails: readonly string[];
  /** Monthly budget of the stack. */
  readonly monthlyBudgetUsd: number;
  /**
   * Whether alarms are mailed to `adminEmails` too, which is needed when there is no Slack channel.
   * SNS asks each address to confirm once.
   */
  readonly mailsAlarms: boolean;
  /** Name of the stack: the value of the tag `stack` on everything in it. */
  readonly stack: string;
}

/**
 * The topic that every alarm goes to, and the budget.
 *
 * The budget counts what has the stack's tag. AWS reports costs by tag only once the tag `stack`
 * has been activated as a cost allocation tag (Billing console, "Cost allocation tags", in the
 * paying account), which is possible up to a day after the tag was first used, and not for earlier
 * days. Until then the budget stays at 0.
 */
export class Alerts extends pulumi.ComponentResource {
  /** The topic that alarms publish to and that subscribers notify people from. */
  readonly topicArn: pulumi.Output<string>;
  /** Publishers with a role of their own need `kms:GenerateDataKey` and `kms:Decrypt` on it. */
  readonly keyArn: pulumi.Output<string>;

  readonly #name: string;
  readonly #args: AlertsArgs;

  /** @throws RangeError for more than 10 addresses */
  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:alerts:Alerts', name, {}, opts);
    this.#name = name;
    this.#args = args;
    const scope = accountScope(this);

    const key = this.#createKey(scope);
    const topic = this.#createTopic(key);
    const policy = this.#letPublish(scope, topic);
    this.#createBudget(topic, policy);
    if (args.mailsAlarms) this.#mailAlarms(topic);

    this.topicArn = topic.arn;
    this.keyArn = key.arn;
    this.registerOutputs({ topicArn: this.topicArn, keyArn: this.keyArn });
  }

  #createKey(scope: pulumi.Output<AccountScope>): aws.kms.Key {
    return new aws.kms.Key(
      `${this.#name}-key`,
      {
        description: `Alerts of stack ${this.#args.stack}`,
        enableKeyRotation: true,
        policy: policyJson(scope.apply(alertKeyPolicy)),
      },
      { parent: this },
    );
  }

  #createTopic(key: aws.kms.Key): aws.sns.Topic {
    return new aws.sns.Topic(`${this.#name}-topic`, { kmsMasterKeyId: key.arn }, { parent: this });
  }

  #letPublish(scope: pulumi.Output<AccountScope>, { arn }: aws.sns.Topic): aws.sns.TopicPolicy {
    const document = pulumi
      .all([scope, arn])
      .apply(([where, topicArn]) => alertTopicPolicy(where, topicArn));
    return new aws.sns.TopicPolicy(
      `${this.#name}-topic`,
      { arn, policy: policyJson(document) },
      { parent: this },
    );
  }

  #mailAlarms(topic: aws.sns.Topic): void {
    for (const endpoint of this.#args.adminEmails) {
      new aws.sns.TopicSubscription(
        `${this.#name}-${endpoint}`,
        { topic: topic.arn, protocol: 'email', endpoint },
        { parent: this },
      );
    }
  }

  #createBudget(topic: aws.sns.Topic, topicPolicy: aws.sns.TopicPolicy): void {
    const { adminEmails, monthlyBudgetUsd, stack } = this.#args;
    new aws.budgets.Budget(
      `${this.#name}-budget`,
      {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        limitAmount: String(monthlyBudgetUsd),
        limitUnit: 'USD',
        costFilters: [{ name: 'TagKeyValue', values: [`user:stack$${stack}`] }],
        notifications: budgetNotifications(adminEmails, topic.arn),
      },
      // Until the topic accepts the budget's messages, they would be lost.
      { parent: this, dependsOn: [topicPolicy] },
    );
  }
}
