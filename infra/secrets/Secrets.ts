import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { slackKeyAlias } from '@tidecast/platform/notifications/slack-secret';
import { accountScope } from '../iam/account-scope.ts';
import { policyJson } from '../iam/policy-json.ts';
import { slackKeyPolicy } from './slack-key-policy.ts';

export interface SecretsArgs {
  /** Name of the stack, by which `npm run encrypt-secret` finds the key. */
  readonly stack: string;
}

/**
 * The key for secrets that people bring. Slack's webhook is encrypted before it enters the stack's
 * configuration, so neither git nor Pulumi's state ever holds it.
 */
export class Secrets extends pulumi.ComponentResource {
  /** Decrypts `tidecast:slackWebhookCiphertext`, in the context of `slackEncryptionContext`. */
  readonly slackKeyArn: pulumi.Output<string>;

  /** @throws RangeError for a stack's name that KMS does not accept in an alias */
  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:secrets:Secrets', name, {}, opts);
    const { stack } = args;
    const alias = slackKeyAlias(stack);
    const key = new aws.kms.Key(
      `${name}-slack`,
      {
        description: `Slack webhook of stack ${stack}`,
        enableKeyRotation: true,
        policy: policyJson(accountScope(this).apply((owner) => slackKeyPolicy(owner, stack))),
      },
      { parent: this },
    );
    new aws.kms.Alias(`${name}-slack`, { name: alias, targetKeyId: key.keyId }, { parent: this });

    this.slackKeyArn = key.arn;
    this.registerOutputs({ slackKeyArn: this.slackKeyArn });
  }
}
