import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface AdminSignInArgs {
  readonly userPoolId: pulumi.Input<string>;
  /** Where the dashboard is, such as `https://argocd.video.acme.com`. */
  readonly url: string;
  /** Path that receives the result of a sign-in, such as `/auth/callback`. */
  readonly callbackPath: string;
}

/** The credentials that a dashboard authenticates itself to Cognito with. */
export interface ClientCredentials {
  readonly clientId: pulumi.Output<string>;
  /** Secret. */
  readonly clientSecret: pulumi.Output<string>;
}

/**
 * A working day: then an administrator must sign in again, and removal from the group takes effect.
 */
const refreshHours = 12;

/**
 * Sign-in to one dashboard through Cognito's own pages. Anybody in the pool may sign in, including
 * visitors of the site; the dashboard decides by the claim `cognito:groups` whom to let in.
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
        // Compared literally, and dashboards differ in whether they add a slash.
        logoutUrls: [url, `${url}/`],
        // Passwords are typed only on Cognito's pages. By default, SRP and custom flows would be
        // enabled.
        explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
        preventUserExistenceErrors: 'ENABLED',
        enableTokenRevocation: true,
        accessTokenValidity: 1,
        idTokenValidity: 1,
        refreshTokenValidity: refreshHours,
        tokenValidityUnits: { accessToken: 'hours', idToken: 'hours', refreshToken: 'hours' },
        readAttributes: ['email', 'email_verified', 'name'],
        // The attributes set when an account is created. An empty list would mean all.
        writeAttributes: ['email', 'name'],
      },
      { parent: this, additionalSecretOutputs: ['clientSecret'] },
    );
    this.clientId = client.id;
    this.clientSecret = pulumi.secret(client.clientSecret);
    this.registerOutputs({ clientId: this.clientId, clientSecret: this.clientSecret });
  }
}
