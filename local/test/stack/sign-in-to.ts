/** Who signs in, and at which client of a pool. */
export interface SignIn {
  readonly clientId: string;
  readonly email: string;
  readonly password: string;
}

/** Milliseconds. */
const signInTimeout = 60_000;

/** Signs in at Cognito. @returns the access token */
export async function signInTo(awsUrl: string, { clientId, email, password }: SignIn) {
  const response = await fetch(awsUrl, {
    method: 'POST',
    headers: {
      connection: 'close',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
    signal: AbortSignal.timeout(signInTimeout),
  });
  const { AuthenticationResult } = (await response.json()) as {
    readonly AuthenticationResult: { readonly AccessToken: string };
  };
  return AuthenticationResult.AccessToken;
}
