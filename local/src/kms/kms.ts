import { AwsError } from '../aws/errors.ts';
import { readJson, sendJson } from '../aws/messages.ts';
import type { AwsService } from '../aws/service.ts';
import { type EncryptionContext, encrypt } from './ciphertext.ts';
import { KeyStore } from './key-store.ts';
import { kmsOperations } from './kms-operations.ts';

/** The emulated KMS: on the wire as `service`, and by a direct call for the same process. */
export interface Kms {
  readonly service: AwsService;
  /**
   * Encrypts under the key of an alias, which is made when it is not there.
   *
   * @returns base64
   */
  encrypt(aliasName: string, plaintext: string, context: EncryptionContext): string;
}

const operations = new Map(Object.entries(kmsOperations));

/** Opens the keys kept in `dataDir`. */
export function createKms({ dataDir }: { readonly dataDir: string }): Kms {
  const store = new KeyStore(dataDir);

  const keyBehind = (aliasName: string) => {
    const known = store.find(aliasName);
    if (known) return known;
    const key = store.create(`The key behind ${aliasName}`, Date.now());
    store.addAlias(aliasName, key.id);
    return key;
  };

  return {
    service: {
      signingName: 'kms',
      protocol: 'json',
      async handle(request, response) {
        const operation = operations.get(request.operation ?? '');
        if (!operation)
          throw new AwsError(
            'UnsupportedOperationException',
            `the local KMS does not know the action ${request.operation}`,
          );
        sendJson(response, 200, operation(await readJson(request), store), 'json');
      },
      async close() {
        store.close();
      },
    },
    encrypt: (aliasName, plaintext, context) =>
      encrypt(keyBehind(aliasName), Buffer.from(plaintext), context).toString('base64'),
  };
}
