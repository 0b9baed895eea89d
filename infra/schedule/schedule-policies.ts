import { allow, type PolicyDocument, policy, trustService } from '../iam/policy-document.ts';

/** Who starts a function: schedules of one group, of this account (Scheduler User Guide). */
export function schedulerTrust(scheduleGroupArn: string, accountId: string): PolicyDocument {
  return trustService('scheduler.amazonaws.com', {
    StringEquals: { 'aws:SourceAccount': accountId },
    ArnEquals: { 'aws:SourceArn': scheduleGroupArn },
  });
}

/** What a schedule needs: it calls one function, and reports calls that could not be made. */
export function schedulerPolicy(functionArn: string, deadLetterQueueArn: string): PolicyDocument {
  return policy(
    allow(['lambda:InvokeFunction'], [functionArn]),
    allow(['sqs:SendMessage'], [deadLetterQueueArn]),
  );
}
