import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { encryptWebhook } from '../../scripts/encrypt-secret/encrypt-webhook.ts';
import { type LoopbackServer, listen } from '../../test/loopback-server.ts';
import { parseConfig } from '../config-schema.ts';

const script = fileURLToPath(new URL('../../scripts/encrypt-secret/main.ts', import.meta.url));
// Put together here, so that nothing takes it for one that leaked.
const webhook = ['https://hooks.slack.com', 'services', 'T0', 'B0', 'xyz'].join('/');

/** Answers as KMS does; its ciphertext is the request itself. */
let refusal: string | undefined;
let silent = false;
let asked: string[] = [];
const kms = createServer(async (request, response) => {
  asked.push(String(request.headers['x-amz-target']));
  const body = await json(request);
  if (silent) return;
  response.statusCode = refusal ? 400 : 200;
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  const ciphertext = Buffer.from(JSON.stringify(body)).toString('base64');
  response.end(JSON.stringify(refusal ? { __type: refusal } : { CiphertextBlob: ciphertext }));
});
let server: LoopbackServer;
let endpoint: string;

beforeAll(async () => {
  server = await listen(kms);
  endpoint = server.url;
});
beforeEach(() => {
  refusal = undefined;
  silent = false;
  asked = [];
});
afterAll(() => server.close());

/** Runs the script as npm does, with no AWS settings but those given. */
async function run(args: string[], input = webhook, settings: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, ...args],
    {
      env: {
        PATH: process.env.PATH,
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_ENDPOINT_URL_KMS: endpoint,
        AWS_REGION: 'ap-northeast-2',
        AWS_ACCESS_KEY_ID: 'id',
        AWS_SECRET_ACCESS_KEY: 'secret',
        ...settings,
      },
    },
  );
  // One that refuses its arguments reads nothing.
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { status, stdout, stderr };
}

test('the webhook is encrypted for its stack and printed as the configuration takes it', async () => {
  const { status, stdout, stderr } = await run(['dev'], `${webhook}\n`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [ciphertext = '', command, ...more] = stdout.trimEnd().split('\n');
  expect(command).toBe(
    `pulumi config set tidecast:slackWebhookCiphertext ${ciphertext} --stack dev`,
  );
  expect(more).toEqual([]);

  const sent = JSON.parse(Buffer.from(ciphertext, 'base64').toString());
  expect(asked).toEqual(['TrentService.Encrypt']);
  expect(sent).toEqual({
    KeyId: 'alias/tidecast-dev-slack',
    Plaintext: Buffer.from(webhook).toString('base64'),
    EncryptionContext: { purpose: 'slack-webhook', stack: 'dev' },
  });
  const config = parseConfig({
    region: 'ap-northeast-2',
    domain: 'video.acme.com',
    gitRepo: 'https://github.com/acme/tidecast',
    adminEmails: ['ops@acme.com'],
    monthlyBudgetUsd: 1,
    protect: false,
    slackWebhookCiphertext: ciphertext,
  });
  expect(config.slackWebhookCiphertext).toBe(ciphertext);
});

test.each([
  ['a plain address', webhook.replace('https', 'http')],
  ['another host', webhook.replace('slack.com', 'slack.com.evil.org')],
  ['another path', webhook.replace('services', 'workflows')],
  ['something after it', `${webhook}/more`],
  ['nothing', ''],
])('%s is no webhook, and never leaves the machine', async (_, input) => {
  const { status, stdout, stderr } = await run(['dev'], input);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('not a Slack webhook');
  expect(input === '' || !stderr.includes(input)).toBe(true);
  expect(asked).toEqual([]);
});

test.each([
  [
    'NotFoundException',
    'There is no key alias/tidecast-dev-slack in ap-northeast-2: run "pulumi up"',
  ],
  ['AccessDeniedException', 'they need kms:Encrypt'],
  ['KMSInvalidStateException', 'KMS in ap-northeast-2 did not encrypt: KMSInvalidStateException'],
])('when KMS answers %s, it says what to do', async (answer, advice) => {
  refusal = answer;
  const { status, stdout, stderr } = await run(['dev']);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(advice);
  expect(stderr).not.toContain(webhook);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test.each([
  ['a region', { AWS_REGION: '' }, 'set AWS_REGION'],
  ['credentials', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, 'no AWS credentials'],
])('without %s it says so', async (_, settings, advice) => {
  const { status, stderr } = await run(['dev'], webhook, settings);
  expect(status).toBe(1);
  expect(stderr).toContain(advice);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test.each([
  [[], 'Usage: npm run encrypt-secret -- <stack>'],
  [['dev', 'prod'], 'Usage: npm run encrypt-secret -- <stack>'],
  [['dev.eu'], '"dev.eu"'],
  [['dev', '--region', 'x'], "Unknown option '--region'"],
])('arguments %j are refused', async (args, message) => {
  const { status, stderr } = await run(args);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(asked).toEqual([]);
});

test('a KMS that does not answer is given up', async () => {
  silent = true;
  const client = new KMSClient({
    endpoint,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  });
  await expect(
    encryptWebhook({ kms: client, stack: 'dev', webhook, timeout: 200 }),
  ).rejects.toThrow('KMS in ap-northeast-2 did not answer within 0.2 s');
  client.destroy();
});
