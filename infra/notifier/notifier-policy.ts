import { slackEncryptionContext } from '@tidecast/platform/notifications/slack-secret';
import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

/**
 * What apps/notifier/src/functions/notify.ts calls, and Lambda for it: it decrypts the webhook's
 * address, claims each message so that it is sent once, and puts those that cannot be sent into the
 * dead letters.
 */
export function notifierPolicy(args: {
  readonly slackKeyArn: string;
  /** Pulumi's name of the stack, which the ciphertext is bound to. */
  readonly stack: string;
  readonly expiringTableArn: string;
  readonly deadLetterQueueArn: string;
}): PolicyDocument {
  const context = Object.entries(slackEncryptionContext(args.stack)).map(([name, value]) => [
    `kms:EncryptionContext:${name}`,
    value,
  ]);
  return policy(
    allow(['kms:Decrypt'], [args.slackKeyArn], { StringEquals: Object.fromEntries(context) }),
    allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], [args.expiringTableArn]),
    allow(['sqs:SendMessage'], [args.deadLetterQueueArn]),
  );
}
