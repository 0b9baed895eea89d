import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { userGroups } from '@tidecast/platform/identity/user-pool';

export interface AdministratorsArgs {
  readonly userPoolId: pulumi.Input<string>;
  /** Whom to invite. Case is ignored. */
  readonly emails: readonly string[];
}

/**
 * The group that administers the dashboards, and its members: each is invited by mail with a
 * password for the first sign-in. Removing an address from the list deletes the account, and with
 * it the membership.
 *
 * An address that signed up on the site before it was listed already has an account, which Cognito
 * does not create twice: `pulumi import` it, or add it to the group by hand and leave it off the
 * list.
 */
export class Administrators extends pulumi.ComponentResource {
  /** The group's name, once it exists. */
  readonly group: pulumi.Output<string>;

  constructor(name: string, args: AdministratorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:identity:Administrators', name, {}, opts);
    const { userPoolId } = args;
    const group = new aws.cognito.UserGroup(
      `${name}-group`,
      { userPoolId, name: userGroups.administrators, description: 'Administers the dashboards' },
      { parent: this },
    );
    this.group = group.name;

    for (const email of new Set(args.emails.map((address) => address.toLowerCase()))) {
      // Named after the address rather than by index, so that removing one leaves the others alone.
      const member = `${name}-${email.replace('@', '-at-')}`;
      const user = new aws.cognito.User(
        member,
        {
          userPoolId,
          username: email,
          attributes: { email, email_verified: 'true' },
          desiredDeliveryMediums: ['EMAIL'],
        },
        // After the first sign-in, the name and address belong to the account's owner, and
        // disabling it must last.
        { parent: this, ignoreChanges: ['attributes', 'enabled'] },
      );
      new aws.cognito.UserInGroup(
        `${member}-membership`,
        { userPoolId, groupName: group.name, username: user.username },
        { parent: this },
      );
    }
    this.registerOutputs({ group: this.group });
  }
}
