import { stackName } from '../naming/stack.ts';

/**
 * How Slack's webhook is stored: encrypted by KMS, in the stack's configuration. The encryption,
 * the decryption and the key's policy must agree on these values.
 */

/**
 * Characters of an alias (AWS KMS API reference, "CreateAlias"), without the slash, which separates
 * our own prefix.
 */
const aliasLetters = /^[\w-]+$/;

/**
 * Alias of a stack's key for the webhook.
 *
 * @param stack - Pulumi's name of the stack, such as `dev`
 * @throws RangeError for a name that KMS does not accept in an alias
 */
export function slackKeyAlias(stack: string): string {
  if (!aliasLetters.test(stack))
    throw new RangeError(
      `The stack's name may contain only letters, digits, "-" and "_": ${JSON.stringify(stack)}`,
    );
  return `alias/${stackName(stack)}-slack`;
}

/**
 * The encryption context of the ciphertext: KMS decrypts it only with the same context. It is not
 * secret, and appears in CloudTrail.
 */
export function slackEncryptionContext(stack: string): Readonly<Record<string, string>> {
  return { purpose: 'slack-webhook', stack };
}
