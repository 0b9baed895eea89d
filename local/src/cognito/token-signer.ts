import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localAccount } from '../aws/service.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Signs tokens as Cognito does (RS256), with a key that only this data directory has. */
export class TokenSigner {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #keyId: string;

  constructor(dataDir: string) {
    this.#privateKey = createPrivateKey(readOrMakeKey(dataDir));
    this.#publicKey = createPublicKey(this.#privateKey);
    const spki = this.#publicKey.export({ type: 'spki', format: 'der' });
    this.#keyId = createHash('sha256').update(spki).digest('base64');
  }

  sign(claims: Claims): string {
    const header = { kid: this.#keyId, alg: 'RS256' };
    const content = `${encode(header)}.${encode(claims)}`;
    const signature = sign('RSA-SHA256', Buffer.from(content), this.#privateKey);
    return `${content}.${signature.toString('base64url')}`;
  }

  /** The claims of a token signed here; undefined for any other. Expiry is not looked at. */
  read(token: string): Claims | undefined {
    const [header, payload, signature, ...rest] = token.split('.');
    if (!header || !payload || !signature || rest.length > 0) return undefined;
    const genuine = verify(
      'RSA-SHA256',
      Buffer.from(`${header}.${payload}`),
      this.#publicKey,
      Buffer.from(signature, 'base64url'),
    );
    return genuine
      ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims)
      : undefined;
  }

  /** The key set that verifiers fetch. */
  keySet(): { keys: JsonWebKey[] } {
    const { kty, n, e } = this.#publicKey.export({ format: 'jwk' });
    return { keys: [{ kid: this.#keyId, alg: 'RS256', use: 'sig', kty, n, e } as JsonWebKey] };
  }
}

/** What tokens of a pool name as their issuer: Cognito's own address, which verifiers expect. */
export function issuer(poolId: string): string {
  return `https://cognito-idp.${localAccount.region}.amazonaws.com/${poolId}`;
}

function readOrMakeKey(dataDir: string): string {
  const path = join(dataDir, 'cognito-signing-key.pem');
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    // Moved in whole: a kill in between must not leave half a key.
    writeFileSync(`${path}.new`, pem, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return readFileSync(path, 'utf8');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
