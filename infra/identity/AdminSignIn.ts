import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface AdminSignInArgs {
  readonly userPoolId: pulumi.Input<string>;
  /** Where the dashboard is, such as `https://argocd.video.acme.com`. */
  readonly url: string;
  /** Where it takes the answer of a sign-in: a path, such as `/auth/callback`. */
  readonly callbackPath: string;
}

/** What a dashboard proves itself with to Cognito. */
export interface ClientCredentials {
  readonly clientId: pulumi.Output<string>;
  /** Secret. */
  readonly clientSecret: pulumi.Output<string>;
}

/** A working day: then an administrator signs in again, and a lost group is felt. */
const refreshHours = 12;

/**
 * Sign-in of one dashboard by Cognito's own pages. Anybody of the pool may come so far, visitors of
 * the site too: whom the dashboard lets in it decides by the claim `cognito:groups`.
 */
export class AdminSignIn extends pulumi.ComponentResource implements ClientCredentials {
  readonly clientId: pulumi.Output<string>;
  readonly clientSecret: pulumi.Output<string>;

  constructor(name: string, args: AdminSignInArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:identity:AdminSignIn', name, {}, opts);
    const { userPoolId, url, callbackPath } = args;
    const client = new aws.cognito.UserPoolClient(
      `${name}-client`,
      {
        userPoolId,
        generateSecret: true,
        allowedOauthFlowsUserPoolClient: true,
        allowedOauthFlows: ['code'],
        // Not aws.cognito.signin.user.admin: its tokens cannot change the account.
        allowedOauthScopes: ['openid', 'email', 'profile'],
        supportedIdentityProviders: ['COGNITO'],
        callbackUrls: [`${url}${callbackPath}`],
        // Compared by the letter, and dashboards differ in whether they end it in a slash.
        logoutUrls: [url, `${url}/`],
        // Passwords are typed on Cognito's pages alone. Left out, SRP and custom flows would be on.
        explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
        preventUserExistenceErrors: 'ENABLED',
        enableTokenRevocation: true,
        accessTokenValidity: 1,
        idTokenValidity: 1,
        refreshTokenValidity: refreshHours,
        tokenValidityUnits: { accessToken: 'hours', idToken: 'hours', refreshToken: 'hours' },
        readAttributes: ['email', 'email_verified', 'name'],
        // What an account begins with. An empty list would be read as: all.
        writeAttributes: ['email', 'name'],
      },
      { parent: this, additionalSecretOutputs: ['clientSecret'] },
    );
    this.clientId = client.id;
    this.clientSecret = pulumi.secret(client.clientSecret);
    this.registerOutputs({ clientId: this.clientId, clientSecret: this.clientSecret });
  }
}
