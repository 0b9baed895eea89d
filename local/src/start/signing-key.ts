import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The key pair that signs playback cookies: CloudFront's public key and its private half. */
export interface SigningKey {
  readonly keyPairId: string;
  readonly publicKey: KeyObject;
  /** PEM. */
  readonly privateKey: string;
}

/** Reads the key pair from a file that only its owner may read, making it when there is none. */
export async function signingKey(path: string): Promise<SigningKey> {
  const stored = await readFile(path, 'utf8').catch(() => undefined);
  const { keyPairId, privateKey } = stored
    ? (JSON.parse(stored) as { keyPairId: string; privateKey: string })
    : await makeKey(path);
  return { keyPairId, privateKey, publicKey: createPublicKey(privateKey) };
}

async function makeKey(path: string) {
  // 2048 bits is the size that CloudFront takes.
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const key = {
    // The form of CloudFront's ids: K and 13 capitals or digits.
    keyPairId: `K${randomBytes(13).toString('hex').toUpperCase().slice(0, 13)}`,
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  await writeFile(`${path}.new`, JSON.stringify(key), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return key;
}
