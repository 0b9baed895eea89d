import {
  type CognitoIdentityProviderClient,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { LRUCache } from 'lru-cache';
import type { Principal } from './principal.ts';

/** Whoever stands behind a session, as others may see them and as they see themselves. */
export interface Profile {
  readonly email: string;
  /** What they call themselves. */
  readonly displayName: string;
}

/**
 * Looks up who stands behind a session. Many requests of one session are one request to the provider.
 *
 * @returns undefined when the provider takes the token no longer, because of a sign-out everywhere
 */
export type ProfileOf = (
  caller: Pick<Principal, 'tokenId'> & { readonly accessToken: string },
) => Promise<Profile | undefined>;

/** How long a profile may be out of date, in milliseconds. */
const freshFor = 60_000;
/** A process serves far fewer people in that time. */
const mostProfiles = 5_000;
/** For accounts that were made without a name, by hand: part of an address is nobody's business. */
const nameless = 'Somebody';

/** What Cognito says of a token that is signed and not expired, and yet good for nothing any more. */
const endedSession: ReadonlySet<string> = new Set([
  'NotAuthorizedException',
  'UserNotFoundException',
  'UserNotConfirmedException',
  'PasswordResetRequiredException',
  'InvalidParameterException',
]);

/**
 * Asks Cognito, with the person's own token: no role is needed for it.
 *
 * @param now - milliseconds, of a clock that only goes forward
 */
export function createProfiles(
  client: CognitoIdentityProviderClient,
  now: () => number = () => performance.now(),
): ProfileOf {
  const profiles = new LRUCache<string, Profile, { readonly accessToken: string }>({
    max: mostProfiles,
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
