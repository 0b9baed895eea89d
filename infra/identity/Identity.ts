import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  passwordPolicy,
  sessionSeconds,
  signInFlow,
  userGroups,
} from '@tidecast/platform/identity/user-pool';
import { type HostLabel, hostOf } from '@tidecast/platform/naming/hosts';
import { Administrators } from './Administrators.ts';
import { AdminSignIn, type ClientCredentials } from './AdminSignIn.ts';
import { invitationMail, verificationMail } from './mails.ts';
import { signInDomainPrefix } from './sign-in-domain.ts';

export interface IdentityArgs {
  /** The site's domain; the dashboards are at `argocd.` and `grafana.` of it. */
  readonly domain: string;
  /** Who administers Argo CD and Grafana: each gets an account and an invitation by mail. */
  readonly adminEmails: readonly string[];
  /** Refuses to delete the pool, and with it everybody's account. */
  readonly protect: boolean;
}

/** Days that an invitation is valid. */
const invitationDays = 7;

/**
 * Everybody who signs in: users of the site through the API, administrators through Cognito's own
 * pages.
 *
 * Mail goes out by Cognito's own sender, which needs no set-up and sends 50 mails a day for the whole
 * account (Cognito Developer Guide, "Email settings for Amazon Cognito user pools"): enough to begin
 * with. Before more people than that sign up in a day, verify the domain in SES, leave SES's sandbox,
 * and give the pool `emailSendingAccount: 'DEVELOPER'` with the identity's `sourceArn` and a
 * `fromEmailAddress`.
 */
export class Identity extends pulumi.ComponentResource {
  readonly userPoolId: pulumi.Output<string>;
  /** The API's client, which has no secret. */
  readonly siteClientId: pulumi.Output<string>;
  /** OpenID issuer of every token, such as `https://cognito-idp.<region>.amazonaws.com/<pool>`. */
  readonly issuer: pulumi.Output<string>;
  /** Cognito's own pages, such as `https://<prefix>.auth.<region>.amazoncognito.com`. */
  readonly hostedUiUrl: pulumi.Output<string>;
  /** As in the claim `cognito:groups` of id and access tokens. */
  readonly adminGroup: pulumi.Output<string>;
  readonly argocdSignIn: ClientCredentials;
  readonly grafanaSignIn: ClientCredentials;

  readonly #name: string;
  readonly #args: IdentityArgs;

  /** @throws RangeError if the stack's name cannot be part of a sign-in domain */
  constructor(name: string, args: IdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:identity:Identity', name, {}, opts);
    this.#name = name;
    this.#args = args;
    const child = { parent: this };
    const prefix = signInDomainPrefix(pulumi.getStack());

    const pool = this.#createPool();
    const siteClient = this.#createSiteClient(pool);
    const domain = this.#createSignInDomain(pool, prefix);
    new aws.cognito.UserGroup(
      `${name}-moderators`,
      {
        userPoolId: pool.id,
        name: userGroups.moderators,
        description: 'Takes down videos and moderates chats',
      },
      child,
    );
    const administrators = new Administrators(
      `${name}-administrators`,
      { userPoolId: pool.id, emails: args.adminEmails },
      child,
    );

    this.userPoolId = pool.id;
    this.siteClientId = siteClient.id;
    this.issuer = pulumi.interpolate`https://${pool.endpoint}`;
    this.hostedUiUrl = this.#urlOf(domain);
    this.adminGroup = administrators.group;
    this.argocdSignIn = this.#admit(pool, 'argocd', '/auth/callback');
    this.grafanaSignIn = this.#admit(pool, 'grafana', '/login/generic_oauth');
    this.registerOutputs({
      userPoolId: this.userPoolId,
      siteClientId: this.siteClientId,
      issuer: this.issuer,
      hostedUiUrl: this.hostedUiUrl,
      adminGroup: this.adminGroup,
    });
  }

  #createPool(): aws.cognito.UserPool {
    const { protect, domain } = this.#args;
    return new aws.cognito.UserPool(
      `${this.#name}-pool`,
      {
        // Rotation of refresh tokens needs this plan or higher. It is free below 10,000 users a
        // month; the next plan, with threat protection, costs from the first user on.
        userPoolTier: 'ESSENTIALS',
        usernameAttributes: ['email'],
        usernameConfiguration: { caseSensitive: false },
        autoVerifiedAttributes: ['email'],
        // A new address takes effect once its code has been entered; until then the old one
        // remains.
        userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ['email'] },
        passwordPolicy: {
          minimumLength: passwordPolicy.MinimumLength,
          requireUppercase: passwordPolicy.RequireUppercase,
          requireLowercase: passwordPolicy.RequireLowercase,
          requireNumbers: passwordPolicy.RequireNumbers,
          requireSymbols: passwordPolicy.RequireSymbols,
          temporaryPasswordValidityDays: invitationDays,
        },
        mfaConfiguration: 'OPTIONAL',
        softwareTokenMfaConfiguration: { enabled: true },
        accountRecoverySetting: {
          recoveryMechanisms: [{ name: 'verified_email', priority: 1 }],
        },
        adminCreateUserConfig: {
          allowAdminCreateUserOnly: false,
          inviteMessageTemplate: invitationMail(domain, invitationDays),
        },
        verificationMessageTemplate: {
          defaultEmailOption: 'CONFIRM_WITH_CODE',
          ...verificationMail,
        },
        emailConfiguration: { emailSendingAccount: 'COGNITO_DEFAULT' },
        deletionProtection: protect ? 'ACTIVE' : 'INACTIVE',
      },
      { parent: this, protect },
    );
  }

  #createSiteClient(pool: aws.cognito.UserPool): aws.cognito.UserPoolClient {
    return new aws.cognito.UserPoolClient(
      `${this.#name}-site`,
      {
        userPoolId: pool.id,
        generateSecret: false,
        // With rotation the API refreshes by GetTokensFromRefreshToken, and Cognito refuses
        // ALLOW_REFRESH_TOKEN_AUTH beside it.
        explicitAuthFlows: [`ALLOW_${signInFlow}`],
        refreshTokenRotation: {
          feature: 'ENABLED',
          retryGracePeriodSeconds: sessionSeconds.rotationGrace,
        },
        preventUserExistenceErrors: 'ENABLED',
        enableTokenRevocation: true,
        accessTokenValidity: sessionSeconds.access,
        idTokenValidity: sessionSeconds.access,
        refreshTokenValidity: sessionSeconds.refresh,
        tokenValidityUnits: {
          accessToken: 'seconds',
          idToken: 'seconds',
          refreshToken: 'seconds',
        },
        readAttributes: ['email', 'email_verified', 'name'],
        // The attributes set when signing up. By default, a user could write every other attribute
        // as well.
        writeAttributes: ['email', 'name'],
      },
      { parent: this },
    );
  }

  #createSignInDomain(pool: aws.cognito.UserPool, prefix: string): aws.cognito.UserPoolDomain {
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });
    return new aws.cognito.UserPoolDomain(
      `${this.#name}-domain`,
      {
        userPoolId: pool.id,
        domain: pulumi.interpolate`${prefix}-${accountId}`,
        // Cognito's first design: the second shows nothing until it has been styled.
        managedLoginVersion: 1,
      },
      { parent: this },
    );
  }

  #urlOf(domain: aws.cognito.UserPoolDomain): pulumi.Output<string> {
    const { region } = aws.getRegionOutput({}, { parent: this });
    return pulumi.interpolate`https://${domain.domain}.auth.${region}.amazoncognito.com`;
  }

  #admit(
    pool: aws.cognito.UserPool,
    dashboard: HostLabel,
    callbackPath: string,
  ): ClientCredentials {
    return new AdminSignIn(
      `${this.#name}-${dashboard}`,
      { userPoolId: pool.id, url: `https://${hostOf(dashboard, this.#args.domain)}`, callbackPath },
      { parent: this },
    );
  }
}
