import { parseArgs } from 'node:util';
import { KMSClient } from '@aws-sdk/client-kms';
import { slackKeyAlias } from '@tidecast/platform/notifications/slack-secret';
import { encryptWebhook } from './encrypt-webhook.ts';
import { readSecret } from './read-secret.ts';

const usage = `Usage: npm run encrypt-secret -- <stack>

Encrypts Slack's webhook, which it reads from standard input, with the key of a stack that is up, and
prints it as the stack's configuration takes it.`;

/** Long enough for a retry, in milliseconds. */
const timeout = 15_000;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [stack, ...more] = positionals;
  if (values.help) return console.log(usage);
  if (stack === undefined || more.length > 0) throw new Error(usage);
  // Check the name before asking for the secret.
  slackKeyAlias(stack);

  const webhook = await readSecret(`Slack webhook of the stack ${stack} (it is not shown): `);
  const kms = new KMSClient({ maxAttempts: 2 });
  const ciphertext = await encryptWebhook({ kms, stack, webhook, timeout });
  console.log(ciphertext);
  console.log(`pulumi config set tidecast:slackWebhookCiphertext ${ciphertext} --stack ${stack}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
