import {
  type CognitoIdentityProviderClient,
  GetUserCommand,
  NotAuthorizedException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Principal } from '@tidecast/http/principal';

/** What a person calls themselves. */
export type DisplayName = (user: Principal, accessToken: string) => Promise<string | undefined>;

/** Names are asked for once per token; a process serves far fewer people at a time. */
const mostKept = 5_000;

/**
 * Asks Cognito, with the person's own token: no role is needed for it.
 *
 * @returns undefined when Cognito takes the token no longer, because of a sign-out everywhere
 */
export function createDisplayNames(client: CognitoIdentityProviderClient): DisplayName {
  const names = new Map<string, Promise<string | undefined>>();

  async function ask(accessToken: string): Promise<string | undefined> {
    try {
      const { UserAttributes = [] } = await client.send(
        new GetUserCommand({ AccessToken: accessToken }),
      );
      const value = (name: string) => UserAttributes.find(({ Name }) => Name === name)?.Value;
      return value('name') ?? 'Somebody';
    } catch (error) {
      if (error instanceof NotAuthorizedException) return undefined;
      throw error;
    }
  }

  return (user, accessToken) => {
    const known = names.get(user.tokenId);
    if (known) return known;
    if (names.size >= mostKept) names.clear();
    const asking = ask(accessToken);
    names.set(user.tokenId, asking);
    asking.catch(() => names.delete(user.tokenId));
    return asking;
  };
}
