import {
  type CognitoIdentityProviderClient,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { LRUCache } from 'lru-cache';
import type { Principal } from './principal.ts';

/** The person behind a session. */
export interface Profile {
  readonly email: string;
  /** Their display name, which others may see. */
  readonly displayName: string;
}

/**
 * Looks up the person behind a session. Many requests of one session cost one request to the
 * provider.
 *
 * @returns undefined when the provider no longer accepts the token, after a sign-out everywhere
 */
export type ProfileOf = (
  caller: Pick<Principal, 'tokenId'> & { readonly accessToken: string },
) => Promise<Profile | undefined>;

/** How long a profile may be out of date, in milliseconds. */
const freshFor = 60_000;
/** More people than a process serves in that time. */
const maxProfiles = 5_000;
/**
 * For accounts created by hand without a name: showing part of the e-mail address would reveal it.
 */
const nameless = 'Somebody';

/** Cognito's errors for a token that has a valid signature and has not expired, but was revoked. */
const endedSession: ReadonlySet<string> = new Set([
  'NotAuthorizedException',
  'UserNotFoundException',
  'UserNotConfirmedException',
  'PasswordResetRequiredException',
  'InvalidParameterException',
]);

/**
 * Looks profiles up in Cognito with the person's own token, which needs no role.
 *
 * @param now - milliseconds of a monotonic clock
 */
export function createProfiles(
  client: CognitoIdentityProviderClient,
  now: () => number = () => performance.now(),
): ProfileOf {
  const profiles = new LRUCache<string, Profile, { readonly accessToken: string }>({
    max: maxProfiles,
    ttl: freshFor,
    ttlResolution: 0,
    perf: { now },
    fetchMethod: (_tokenId, _old, { context }) => ask(context.accessToken),
  });

  async function ask(accessToken: string): Promise<Profile | undefined> {
    try {
      const { UserAttributes = [] } = await client.send(
        new GetUserCommand({ AccessToken: accessToken }),
      );
      const attributes = new Map(UserAttributes.map(({ Name, Value }) => [Name, Value]));
      return {
        email: attributes.get('email') ?? '',
        displayName: attributes.get('name') ?? nameless,
      };
    } catch (error) {
      if (error instanceof Error && endedSession.has(error.name)) return undefined;
      throw error;
    }
  }

  return ({ tokenId, accessToken }) => profiles.fetch(tokenId, { context: { accessToken } });
}
