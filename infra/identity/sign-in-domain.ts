import { stackName } from '@tidecast/platform/naming/stack';

/**
 * Amazon Cognito Developer Guide, "Configuring a user pool domain": 63 characters, of which the
 * account's number and the sign before it take 13.
 */
const prefix = /^[a-z0-9-]{1,50}$/;
const reserved = /aws|amazon|cognito/;

/**
 * What the name of Cognito's own sign-in pages begins with. Nobody else in the region may have the
 * same name, so `-<account number>` must follow.
 *
 * @throws RangeError if the stack's name has what Cognito does not take in a domain
 */
export function signInDomainPrefix(stack: string): string {
  const name = stackName(stack);
  if (!prefix.test(name) || reserved.test(name)) {
    throw new RangeError(
      `The stack's name "${stack}" cannot be part of a sign-in domain: Cognito takes small ` +
        'letters, digits and "-", and none of the words aws, amazon and cognito',
    );
  }
  return name;
}
