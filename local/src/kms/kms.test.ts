import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateRandomCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { localAccount } from '../aws/service.ts';
import { createKms, type Kms } from './kms.ts';

let dataDir: string;
let kms: Kms;
let endpoint: AwsEndpoint;
let client: KMSClient;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'kms-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dataDir, { recursive: true });
});

async function start() {
  kms = createKms({ dataDir });
  endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services: [kms.service] });
  client = new KMSClient({
    endpoint: endpoint.url,
    region: localAccount.region,
    credentials: localAccount,
    maxAttempts: 1,
  });
}

async function stop() {
  client.destroy();
  await endpoint.close();
  await kms.service.close();
}

const context = { purpose: 'letters', stack: 'local' };
const secret = Buffer.from('한글 and more');

async function newKey(alias?: string): Promise<string> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: 'a test' }));
  const TargetKeyId = String(KeyMetadata?.KeyId);
  if (alias !== undefined)
    await client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId }));
  return TargetKeyId;
}

async function encrypt(KeyId: string, EncryptionContext?: Record<string, string>) {
  const command = new EncryptCommand({
    KeyId,
    Plaintext: secret,
    ...(EncryptionContext && { EncryptionContext }),
  });
  return (await client.send(command)).CiphertextBlob ?? new Uint8Array();
}

const decrypt = (
  CiphertextBlob: Uint8Array,
  more: { EncryptionContext?: Record<string, string>; KeyId?: string } = {},
) => client.send(new DecryptCommand({ CiphertextBlob, ...more }));

describe('a ciphertext', () => {
  test('gives its text back, also after a restart, and differs each time', async () => {
    const key = await newKey('alias/letters');
    const ciphertext = await encrypt('alias/letters', context);
    expect(Buffer.from(ciphertext).includes(secret)).toBe(false);
    expect(await encrypt(key, context)).not.toEqual(ciphertext);
    await stop();
    await start();
    const { Plaintext, KeyId } = await decrypt(ciphertext, {
      EncryptionContext: { stack: 'local', purpose: 'letters' },
      KeyId: 'alias/letters',
    });
    expect(Buffer.from(Plaintext ?? [])).toEqual(secret);
    expect(KeyId).toBe(`arn:aws:kms:ap-northeast-2:000000000000:key/${key}`);
  });

  test.each([
    ['another context', { purpose: 'letters', stack: 'prod' }],
    ['less of its context', { purpose: 'letters' }],
    ['more than its context', { ...context, more: 'x' }],
    ['no context', undefined],
  ])('is of no use with %s', async (_what, wrong) => {
    const ciphertext = await encrypt(await newKey(), context);
    await expect(
      decrypt(ciphertext, { ...(wrong && { EncryptionContext: wrong }) }),
    ).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  test('that was changed anywhere, or is none, is refused', async () => {
    const ciphertext = await encrypt(await newKey());
    for (const index of [0, 5, 40, 55, ciphertext.length - 1]) {
      const changed = Buffer.from(ciphertext);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      await expect(decrypt(changed)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    }
    await expect(decrypt(Buffer.from('short'))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  test('is not decrypted under the name of another key', async () => {
    const ciphertext = await encrypt(await newKey());
    await expect(decrypt(ciphertext, { KeyId: await newKey() })).rejects.toMatchObject({
      name: 'IncorrectKeyException',
    });
  });

  test('made in the same process is read over the wire', async () => {
    const text = kms.encrypt('alias/made-on-the-way', 'https://example.com', context);
    expect(kms.encrypt('alias/made-on-the-way', 'x', context)).not.toBe(text);
    const { Plaintext } = await decrypt(Buffer.from(text, 'base64'), {
      EncryptionContext: context,
      KeyId: 'alias/made-on-the-way',
    });
    expect(Buffer.from(Plaintext ?? []).toString()).toBe('https://example.com');
    expect((await client.send(new ListKeysCommand())).Keys).toHaveLength(1);
  });
});

describe('keys and aliases', () => {
  test('are described and listed', async () => {
    const key = await newKey('alias/one');
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/one' }));
    expect(KeyMetadata).toMatchObject({ KeyId: key, Description: 'a test', Enabled: true });
    expect(KeyMetadata?.CreationDate).toBeInstanceOf(Date);
    const { Aliases } = await client.send(new ListAliasesCommand());
    expect(Aliases).toMatchObject([{ AliasName: 'alias/one', TargetKeyId: key }]);
  });

  test('a name that was given up can be given to another key', async () => {
    await newKey('alias/one');
    await client.send(new DeleteAliasCommand({ AliasName: 'alias/one' }));
    const other = await newKey('alias/one');
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/one' }));
    expect(KeyMetadata?.KeyId).toBe(other);
  });

  test.each([
    ['NotFoundException', () => new DescribeKeyCommand({ KeyId: 'alias/none' })],
    ['NotFoundException', () => new DeleteAliasCommand({ AliasName: 'alias/none' })],
    [
      'NotFoundException',
      () => new EncryptCommand({ KeyId: crypto.randomUUID(), Plaintext: secret }),
    ],
    [
      'InvalidAliasNameException',
      () => new CreateAliasCommand({ AliasName: 'alias/aws/s3', TargetKeyId: 'x' }),
    ],
    [
      'ValidationException',
      () => new EncryptCommand({ KeyId: 'x', Plaintext: Buffer.alloc(4097) }),
    ],
    ['UnsupportedOperationException', () => new GenerateRandomCommand({ NumberOfBytes: 8 })],
  ])('answer %s as KMS does', async (name, command) => {
    await expect(client.send(command() as DescribeKeyCommand)).rejects.toMatchObject({ name });
  });

  test('an alias is given once', async () => {
    await newKey('alias/one');
    await expect(newKey('alias/one')).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  });
});
