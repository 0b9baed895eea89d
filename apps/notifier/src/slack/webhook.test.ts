import { DecryptCommand } from '@aws-sdk/client-kms';
import { expect, test } from '@jest/globals';
import { createWebhook } from './webhook.ts';

const ciphertext = Buffer.from('unreadable');

/** A KMS that gives these texts one after the other, and fails for an error. */
function kms(...answers: (string | Error)[]) {
  const asked: unknown[] = [];
  return {
    asked,
    async send(command: unknown) {
      asked.push(command instanceof DecryptCommand ? command.input : command);
      const answer = answers.shift() ?? new Error('asked once more');
      if (answer instanceof Error) throw answer;
      return { Plaintext: Buffer.from(answer) };
    },
  };
}

type Client = Parameters<typeof createWebhook>[0];

const webhookOf = (client: ReturnType<typeof kms>) =>
  createWebhook(client as unknown as Client, { ciphertext, stack: 'dev' });

test('the address is decrypted once, for its purpose and stack', async () => {
  const client = kms('https://hooks.slack.com/services/T/B/X');
  const webhook = webhookOf(client);
  const addresses = await Promise.all([webhook(), webhook(), webhook()]);
  expect(new Set(addresses.map(({ href }) => href))).toEqual(
    new Set(['https://hooks.slack.com/services/T/B/X']),
  );
  expect(client.asked).toEqual([
    {
      KeyId: 'alias/tidecast-dev-slack',
      CiphertextBlob: ciphertext,
      EncryptionContext: { purpose: 'slack-webhook', stack: 'dev' },
    },
  ]);
});

test('a KMS that fails is asked again by the next message', async () => {
  const webhook = webhookOf(kms(new Error('throttled'), 'https://hooks.slack.com/services/T/B/X'));
  await expect(webhook()).rejects.toThrow('throttled');
  expect((await webhook()).hostname).toBe('hooks.slack.com');
});

test.each(['http://hooks.slack.com/services/secret', 'secret', 'ftp://secret/'])(
  '%j is nothing to post to, and is not repeated',
  async (address) => {
    const error: unknown = await webhookOf(kms(address))().catch((it: unknown) => it);
    expect(String(error)).toContain('SLACK_WEBHOOK_CIPHERTEXT');
    expect(String(error)).not.toContain('secret');
  },
);

test('on this machine alone an address may be in the clear', async () => {
  const address = await webhookOf(kms('http://127.0.0.1:8080/local/slack/webhook/x'))();
  expect(address.port).toBe('8080');
});
