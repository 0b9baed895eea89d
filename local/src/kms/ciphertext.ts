import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What a ciphertext is bound to: the same pairs decrypt it, no others. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** A key and what it is called inside ciphertexts. */
export interface KeyMaterial {
  readonly id: string;
  /** 32 bytes. */
  readonly material: Uint8Array;
}

/** Written in front, so that a later form can be told from this one. */
const version = 1;
/** Characters of a key's id, a UUID. */
const idLength = 36;
/** AES-GCM with the nonce and tag of NIST SP 800-38D, in bytes. */
const algorithm = { name: 'aes-256-gcm', nonceLength: 12, tagLength: 16 } as const;
const headLength = 1 + idLength + algorithm.nonceLength + algorithm.tagLength;

/** Version, key id, nonce, tag, then the text under the key. */
export function encrypt(
  key: KeyMaterial,
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const nonce = randomBytes(algorithm.nonceLength);
  const cipher = createCipheriv(algorithm.name, key.material, nonce);
  cipher.setAAD(boundTo(key.id, context));
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([
    Buffer.from([version]),
    Buffer.from(key.id),
    nonce,
    cipher.getAuthTag(),
    text,
  ]);
}

/** The id of the key that made a ciphertext; undefined for what is none. */
export function keyIdOf(ciphertext: Uint8Array): string | undefined {
  if (ciphertext.length < headLength || ciphertext[0] !== version) return undefined;
  return Buffer.from(ciphertext.subarray(1, 1 + idLength)).toString('latin1');
}

/** @returns undefined when the ciphertext was changed, or bound to something else */
export function decrypt(
  key: KeyMaterial,
  ciphertext: Uint8Array,
  context: EncryptionContext,
): Buffer | undefined {
  const nonceAt = 1 + idLength;
  const tagAt = nonceAt + algorithm.nonceLength;
  const decipher = createDecipheriv(
    algorithm.name,
    key.material,
    ciphertext.subarray(nonceAt, tagAt),
  );
  decipher.setAAD(boundTo(key.id, context));
  decipher.setAuthTag(ciphertext.subarray(tagAt, headLength));
  try {
    return Buffer.concat([decipher.update(ciphertext.subarray(headLength)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** The order of the pairs means nothing. */
function boundTo(keyId: string, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.from(JSON.stringify([keyId, pairs]));
}
