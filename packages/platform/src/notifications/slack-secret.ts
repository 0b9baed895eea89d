import { stackName } from '../naming/stack.ts';

/**
 * How Slack's webhook is kept: encrypted by KMS in the stack's configuration. Who encrypts it, who
 * decrypts it and the key's policy must say the same.
 */

/** Letters of an alias (AWS KMS API reference, "CreateAlias"); a slash would only look like ours. */
const aliasLetters = /^[\w-]+$/;

/**
 * Alias of a stack's key for the webhook.
 *
 * @param stack - Pulumi's name of the stack, such as `dev`
 * @throws RangeError for a name that KMS takes in no alias
 */
export function slackKeyAlias(stack: string): string {
  if (!aliasLetters.test(stack))
    throw new RangeError(
      `The stack's name must be of letters, digits, "-" and "_" alone: ${JSON.stringify(stack)}`,
    );
  return `alias/${stackName(stack)}-slack`;
}

/**
 * What the ciphertext is bound to: KMS decrypts it for nobody who does not name the same. It is not
 * secret, and stands in CloudTrail.
 */
export function slackEncryptionContext(stack: string): Readonly<Record<string, string>> {
  return { purpose: 'slack-webhook', stack };
}
