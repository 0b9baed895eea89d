import {
  allow,
  denyInsecureTransport,
  type PolicyDocument,
  policy,
} from '../iam/policy-document.ts';

/**
 * Who may use a queue besides this account's own roles: one EventBridge rule, to send (EventBridge
 * User Guide, "Using resource-based policies": Amazon SQS permissions).
 */
export function ruleQueuePolicy(queueArn: string, ruleArn: string): PolicyDocument {
  const fromRule = { ArnEquals: { 'aws:SourceArn': ruleArn } };
  return policy(
    {
      ...allow(['sqs:SendMessage'], [queueArn], fromRule),
      Principal: { Service: 'events.amazonaws.com' },
    },
    denyInsecureTransport('sqs:*', [queueArn]),
  );
}

/** Nobody but this account's own roles may use the queue. */
export function ownQueuePolicy(queueArn: string): PolicyDocument {
  return policy(denyInsecureTransport('sqs:*', [queueArn]));
}
