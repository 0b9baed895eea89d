import { DecryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import {
  slackEncryptionContext,
  slackKeyAlias,
} from '@tidecast/platform/notifications/slack-secret';

export interface WebhookOptions {
  /** Slack's address, encrypted by `npm run encrypt-secret`. */
  readonly ciphertext: Uint8Array;
  /** The stack it was encrypted for. */
  readonly stack: string;
}

/** Hosts that plain http is safe for, because nothing leaves the machine. */
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Slack's address, decrypted when it is first needed and kept by this process alone. It is the only
 * secret: anyone who has it can post. No error message here contains it.
 *
 * @returns a function that throws the SDK's error when KMS does not decrypt; the next call tries
 *   again
 */
export function createWebhook(
  kms: Pick<KMSClient, 'send'>,
  options: WebhookOptions,
): () => Promise<URL> {
  let address: Promise<URL> | undefined;
  return () => {
    address ??= decrypt(kms, options).catch((error: unknown) => {
      address = undefined;
      throw error;
    });
    return address;
  };
}

async function decrypt(
  kms: Pick<KMSClient, 'send'>,
  { ciphertext, stack }: WebhookOptions,
): Promise<URL> {
  const { Plaintext } = await kms.send(
    new DecryptCommand({
      KeyId: slackKeyAlias(stack),
      CiphertextBlob: ciphertext,
      EncryptionContext: { ...slackEncryptionContext(stack) },
    }),
  );
  const address = URL.parse(Buffer.from(Plaintext ?? []).toString('utf8'));
  const safe = address?.protocol === 'https:' || loopback.has(address?.hostname ?? '');
  if (!address || !safe)
    throw new Error(
      'SLACK_WEBHOOK_CIPHERTEXT does not decrypt to an https address: encrypt the webhook again',
    );
  return address;
}
