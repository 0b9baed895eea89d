import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import type { RealService } from '../../inventory/inventory.ts';

/** Symmetric keys and their other names. KMS deletes no key at once, and here none at all. */
export function kmsServices(client: KMSClient): Readonly<Record<string, RealService>> {
  return {
    'aws:kms/key:Key': {
      async create({ description }) {
        const { KeyMetadata } = await client.send(
          new CreateKeyCommand({ Description: String(description ?? '') }),
        );
        const { KeyId: keyId = '', Arn: arn } = KeyMetadata ?? {};
        return { id: keyId, keyId, arn };
      },
    },
    'aws:kms/alias:Alias': {
      async create({ targetKeyId }, name) {
        await client.send(
          new CreateAliasCommand({ AliasName: name, TargetKeyId: String(targetKeyId) }),
        );
        return { id: name };
      },
      async delete(name) {
        await client.send(new DeleteAliasCommand({ AliasName: name }));
      },
    },
  };
}
