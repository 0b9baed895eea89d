import { AwsError } from '../aws/errors.ts';
import { localAccount } from '../aws/service.ts';
import { decrypt, encrypt, keyIdOf } from './ciphertext.ts';
import type { KeyRecord, KeyStore } from './key-store.ts';
import { inputs, parseInput } from './kms-input.ts';

type KmsOperation = (input: unknown, store: KeyStore) => object;

const algorithm = 'SYMMETRIC_DEFAULT';

/** The actions of KMS by name; what is not here is refused by name. */
export const kmsOperations: Readonly<Record<string, KmsOperation>> = {
  CreateKey(input, store) {
    const { Description } = parseInput(inputs.CreateKey, input);
    return { KeyMetadata: metadata(store.create(Description, Date.now())) };
  },

  DescribeKey(input, store) {
    const { KeyId } = parseInput(inputs.DescribeKey, input);
    return { KeyMetadata: metadata(keyOf(KeyId, store)) };
  },

  ListKeys: (_input, store) => ({
    Keys: store.keys().map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
    Truncated: false,
  }),

  CreateAlias(input, store) {
    const { AliasName, TargetKeyId } = parseInput(inputs.CreateAlias, input);
    // As KMS takes them (API reference, "CreateAlias"); alias/aws/ is AWS's own.
    if (!/^alias\/(?!aws\/)[\w/-]{1,250}$/.test(AliasName))
      throw new AwsError('InvalidAliasNameException', `${AliasName} is no name for an alias`);
    if (store.alias(AliasName))
      throw new AwsError('AlreadyExistsException', `An alias with the name ${AliasName} exists`);
    store.addAlias(AliasName, keyOf(TargetKeyId, store).id);
    return {};
  },

  DeleteAlias(input, store) {
    const { AliasName } = parseInput(inputs.DeleteAlias, input);
    if (!store.alias(AliasName))
      throw new AwsError('NotFoundException', `Alias ${AliasName} is not found.`);
    store.removeAlias(AliasName);
    return {};
  },

  ListAliases: (_input, store) => ({
    Aliases: store.aliases().map(({ name, arn, keyId }) => ({
      AliasName: name,
      AliasArn: arn,
      TargetKeyId: keyId,
    })),
    Truncated: false,
  }),

  Encrypt(input, store) {
    const { KeyId, Plaintext, EncryptionContext } = parseInput(inputs.Encrypt, input);
    const key = keyOf(KeyId, store);
    const ciphertext = encrypt(key, Plaintext, EncryptionContext);
    return {
      CiphertextBlob: ciphertext.toString('base64'),
      KeyId: key.arn,
      EncryptionAlgorithm: algorithm,
    };
  },

  Decrypt(input, store) {
    const { KeyId, CiphertextBlob, EncryptionContext } = parseInput(inputs.Decrypt, input);
    const madeBy = store.byId(keyIdOf(CiphertextBlob) ?? '');
    if (!madeBy) throw unusable();
    if (KeyId !== undefined && keyOf(KeyId, store).id !== madeBy.id)
      throw new AwsError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    const plaintext = decrypt(madeBy, CiphertextBlob, EncryptionContext);
    if (!plaintext) throw unusable();
    return {
      Plaintext: plaintext.toString('base64'),
      KeyId: madeBy.arn,
      EncryptionAlgorithm: algorithm,
    };
  },
};

function keyOf(reference: string, store: KeyStore): KeyRecord {
  const key = store.find(reference);
  if (!key)
    throw new AwsError('NotFoundException', `Key ${JSON.stringify(reference)} is not found`);
  return key;
}

/** KMS says of a changed ciphertext and of a wrong context only that it does not decrypt. */
function unusable(): AwsError {
  return new AwsError('InvalidCiphertextException', 'The ciphertext or its context is not valid.');
}

function metadata({ id, arn, description, createdAt }: KeyRecord): object {
  return {
    AWSAccountId: localAccount.accountId,
    KeyId: id,
    Arn: arn,
    CreationDate: createdAt / 1000,
    Enabled: true,
    Description: description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    KeySpec: algorithm,
    CustomerMasterKeySpec: algorithm,
    EncryptionAlgorithms: [algorithm],
    MultiRegion: false,
  };
}
