import { EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import {
  slackEncryptionContext,
  slackKeyAlias,
} from '@tidecast/platform/notifications/slack-secret';

export interface EncryptWebhookOptions {
  /** A client with region and credentials. */
  readonly kms: KMSClient;
  /** Name of the stack whose key to use. */
  readonly stack: string;
  /** Slack's address, the secret. No error repeats it. */
  readonly webhook: string;
  /** How long KMS may take, retries included, in milliseconds. */
  readonly timeout: number;
}

/** Format of Slack's webhooks (Slack API, "Sending messages using incoming webhooks"). */
const slackWebhook =
  /^https:\/\/hooks\.slack\.com\/services\/[A-Za-z0-9]+\/[A-Za-z0-9]+\/[A-Za-z0-9]+$/;

/**
 * Encrypts a Slack webhook with the key of a stack.
 *
 * @returns the ciphertext in base64, for `tidecast:slackWebhookCiphertext`
 * @throws Error that says what to do: the address is not Slack's, there are no credentials, there is
 * no such key, its use is not allowed, KMS does not answer
 */
export async function encryptWebhook(options: EncryptWebhookOptions): Promise<string> {
  const { kms, stack, webhook, timeout } = options;
  if (!slackWebhook.test(webhook))
    throw new Error(
      'This is not a Slack webhook: it must be https://hooks.slack.com/services/ followed by three parts.',
    );
  const region = await regionOf(kms);
  const alias = slackKeyAlias(stack);
  try {
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({
        KeyId: alias,
        Plaintext: Buffer.from(webhook),
        EncryptionContext: { ...slackEncryptionContext(stack) },
      }),
      { abortSignal: AbortSignal.timeout(timeout) },
    );
    if (!CiphertextBlob) throw new Error('the answer has no ciphertext');
    return Buffer.from(CiphertextBlob).toString('base64');
  } catch (error) {
    throw new Error(advice(error, { stack, alias, region, timeout }), { cause: error });
  }
}

async function regionOf(kms: KMSClient): Promise<string> {
  try {
    return await kms.config.region();
  } catch (error) {
    throw new Error(
      "No region is set: set AWS_REGION to the stack's aws:region (Pulumi.<stack>.yaml).",
      { cause: error },
    );
  }
}

function advice(
  error: unknown,
  where: { stack: string; alias: string; region: string; timeout: number },
): string {
  const { stack, alias, region, timeout } = where;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  switch (name) {
    case 'NotFoundException':
      return (
        `There is no key ${alias} in ${region}: run "pulumi up" of the stack ${stack} first, and ` +
        'set AWS_REGION to its aws:region.'
      );
    case 'AccessDeniedException':
      return `These credentials may not encrypt with ${alias} in ${region}: they need kms:Encrypt.`;
    case 'CredentialsProviderError':
      return `There are no AWS credentials: ${message}`;
    case 'AbortError':
    case 'TimeoutError':
      return `KMS in ${region} did not answer within ${timeout / 1000} s: is it reachable from here?`;
    default:
      return `KMS in ${region} did not encrypt: ${name}: ${message}`;
  }
}
