import {
  type AuthenticationResultType,
  type CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { sessionSeconds, signInFlow } from '@tidecast/platform/identity/user-pool';
import {
  IdentityError,
  type IdentityProvider,
  type IdentityRefusal,
  type Tokens,
} from '../features/auth/identity.ts';

/** What each of Cognito's exceptions means for one operation. */
type Refusals = Readonly<Record<string, IdentityRefusal | 'silent'>>;

/** Cognito limits attempts and mails itself; what it reveals about an account must not leak. */
const signInRefusals: Refusals = {
  NotAuthorizedException: 'invalid_credentials',
  UserNotFoundException: 'invalid_credentials',
  InvalidParameterException: 'invalid_credentials',
  UserNotConfirmedException: 'email_not_confirmed',
  PasswordResetRequiredException: 'password_reset_required',
};
const codeRefusals: Refusals = {
  CodeMismatchException: 'invalid_code',
  ExpiredCodeException: 'invalid_code',
  UserNotFoundException: 'invalid_code',
  UserNotConfirmedException: 'invalid_code',
  NotAuthorizedException: 'invalid_code',
  AliasExistsException: 'invalid_code',
  InvalidParameterException: 'invalid_code',
  InvalidPasswordException: 'weak_password',
  TooManyFailedAttemptsException: 'too_many_attempts',
  LimitExceededException: 'too_many_attempts',
};
const mailRefusals: Refusals = {
  UserNotFoundException: 'silent',
  UserNotConfirmedException: 'silent',
  NotAuthorizedException: 'silent',
  InvalidParameterException: 'silent',
  LimitExceededException: 'silent',
};
const sessionRefusals: Refusals = {
  NotAuthorizedException: 'session_expired',
  RefreshTokenReuseException: 'session_expired',
  UserNotFoundException: 'session_expired',
  UserNotConfirmedException: 'session_expired',
  PasswordResetRequiredException: 'session_expired',
  InvalidParameterException: 'session_expired',
};

/**
 * The identity provider over a Cognito user pool.
 *
 * @param clientId - an app client without a secret that allows USER_PASSWORD_AUTH, with refresh
 *   token rotation
 */
export function createCognitoIdentity(
  cognito: CognitoIdentityProviderClient,
  clientId: string,
): IdentityProvider {
  const ClientId = clientId;

  async function resendCode(email: string): Promise<void> {
    await asked(
      cognito.send(new ResendConfirmationCodeCommand({ ClientId, Username: email })),
      mailRefusals,
    );
  }

  return {
    resendCode,

    async signUp({ email, password, displayName }) {
      const request = cognito.send(
        new SignUpCommand({
          ClientId,
          Username: email,
          Password: password,
          UserAttributes: [
            { Name: 'email', Value: email },
            { Name: 'name', Value: displayName },
          ],
        }),
      );
      const known = await asked(request, {
        UsernameExistsException: 'silent',
        InvalidPasswordException: 'weak_password',
      });
      // Registered but never confirmed, perhaps because the mail was lost: send another.
      if (known === undefined) await resendCode(email);
    },

    async confirm(email, code) {
      await asked(
        cognito.send(
          new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: code }),
        ),
        codeRefusals,
      );
    },

    async signIn(email, password) {
      const answer = await asked(
        cognito.send(
          new InitiateAuthCommand({
            ClientId,
            AuthFlow: signInFlow,
            AuthParameters: { USERNAME: email, PASSWORD: password },
          }),
        ),
        signInRefusals,
      );
      if (answer?.ChallengeName) throw new IdentityError('challenge_unsupported');
      return tokensOf(answer?.AuthenticationResult);
    },

    async refresh(refreshToken) {
      const answer = await asked(
        cognito.send(
          new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: refreshToken }),
        ),
        sessionRefusals,
      );
      return tokensOf(answer?.AuthenticationResult, refreshToken);
    },

    async revoke(refreshToken) {
      await cognito.send(new RevokeTokenCommand({ ClientId, Token: refreshToken }));
    },

    async forgotPassword(email) {
      await asked(
        cognito.send(new ForgotPasswordCommand({ ClientId, Username: email })),
        mailRefusals,
      );
    },

    async resetPassword(email, code, password) {
      await asked(
        cognito.send(
          new ConfirmForgotPasswordCommand({
            ClientId,
            Username: email,
            ConfirmationCode: code,
            Password: password,
          }),
        ),
        codeRefusals,
      );
    },
  };
}

/**
 * Resolves to the answer, or undefined for a silent refusal; rejects with {@link IdentityError} for
 * other refusals.
 */
async function asked<T>(answer: Promise<T>, refusals: Refusals): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { name, message } = error as Error;
    const refusal = refusals[name];
    if (refusal === 'silent') return undefined;
    if (refusal === 'weak_password') throw new IdentityError(refusal, { detail: message });
    if (refusal) throw new IdentityError(refusal, { cause: error });
    throw error;
  }
}

/** With rotation a refresh returns a new refresh token; without it the old one stays valid. */
function tokensOf(result: AuthenticationResultType | undefined, previous?: string): Tokens {
  const refreshToken = result?.RefreshToken ?? previous;
  if (!result?.AccessToken || !refreshToken)
    throw new Error('Cognito answered without tokens: is the app client allowed to sign in?');
  const { AccessToken: accessToken, ExpiresIn: expiresIn = sessionSeconds.access } = result;
  return { accessToken, refreshToken, expiresIn };
}
