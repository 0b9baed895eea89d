import type * as aws from '@pulumi/aws';
import type { Input } from '@pulumi/pulumi';

type Notification = aws.types.input.budgets.BudgetNotification;

/** When a budget notifies, in percent of its limit. */
const thresholds = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
];

/** Addresses that one notification is mailed to at most (AWS Budgets API reference, "Quotas"). */
const maxAddresses = 10;

/**
 * The notifications of a budget and their recipients.
 *
 * @throws RangeError for more addresses than AWS Budgets mails to
 */
export function budgetNotifications(
  addresses: readonly string[],
  topicArn: Input<string>,
): Notification[] {
  if (addresses.length > maxAddresses)
    throw new RangeError(
      `AWS Budgets mails at most ${maxAddresses} addresses, not ${addresses.length}: ` +
        'name a mailing list among adminEmails',
    );
  return thresholds.map((threshold) => ({
    ...threshold,
    thresholdType: 'PERCENTAGE',
    comparisonOperator: 'GREATER_THAN',
    subscriberEmailAddresses: [...addresses],
    subscriberSnsTopicArns: [topicArn],
  }));
}
