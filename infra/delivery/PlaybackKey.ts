import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import * as tls from '@pulumi/tls';

export interface PlaybackKeyArgs {
  /** Keeps the stored key for 30 days after it is deleted. */
  protect: boolean;
}

/** The key pair of signed cookies: the API signs, CloudFront checks. */
export class PlaybackKey extends pulumi.ComponentResource {
  /** Id of the public key, which the API sends as CloudFront-Key-Pair-Id. */
  readonly keyPairId: pulumi.Output<string>;
  /** Trusted by the behaviours that need signed cookies. */
  readonly keyGroupId: pulumi.Output<string>;
  /** The private key, PEM (PKCS #8). Secret. */
  readonly privateKeyPem: pulumi.Output<string>;

  constructor(name: string, args: PlaybackKeyArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('tidecast:delivery:PlaybackKey', name, {}, options);
    const child = { parent: this };
    // CloudFront requires RSA with 2048 bits for cookies signed like ours (Developer Guide, "Create
    // key pairs for your signers").
    const pair = new tls.PrivateKey(name, { algorithm: 'RSA', rsaBits: 2048 }, child);
    const publicKey = new aws.cloudfront.PublicKey(
      name,
      {
        comment: 'Checks playback cookies',
        // CloudFront returns it with one newline at its end. Any difference would make every
        // `pulumi up` replace the key and end every grant.
        encodedKey: pair.publicKeyPem.apply((pem) => `${pem.trim()}\n`),
      },
      child,
    );
    const group = new aws.cloudfront.KeyGroup(
      name,
      { comment: 'Playback cookies', items: [publicKey.id] },
      child,
    );
    this.privateKeyPem = pulumi.secret(pair.privateKeyPemPkcs8);
    const secret = new aws.secretsmanager.Secret(
      name,
      {
        description: 'Private key of playback cookies',
        recoveryWindowInDays: args.protect ? 30 : 0,
      },
      child,
    );
    new aws.secretsmanager.SecretVersion(
      `${name}-value`,
      { secretId: secret.id, secretString: this.privateKeyPem },
      child,
    );
    this.keyPairId = publicKey.id;
    this.keyGroupId = group.id;
    this.registerOutputs({ keyPairId: this.keyPairId, keyGroupId: this.keyGroupId });
  }
}
