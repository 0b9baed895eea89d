import { stackName } from '@tidecast/platform/naming/stack';

/**
 * Amazon Cognito Developer Guide, "Configuring a user pool domain": 63 characters, of which the
 * account's number and the hyphen before it take 13.
 */
const prefix = /^[a-z0-9-]{1,50}$/;
const reserved = /aws|amazon|cognito/;

/**
 * The domain prefix of Cognito's own sign-in pages. It must be unique in the region, so `-<account
 * number>` must follow.
 *
 * @throws RangeError if the stack's name cannot be part of a domain in Cognito
 */
export function signInDomainPrefix(stack: string): string {
  const name = stackName(stack);
  if (!prefix.test(name) || reserved.test(name)) {
    throw new RangeError(
      `The stack's name "${stack}" cannot be part of a sign-in domain: Cognito accepts only lower-case ` +
        'letters, digits and "-", and none of the words aws, amazon and cognito',
    );
  }
  return name;
}
