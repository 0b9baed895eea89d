import { z } from 'zod';
import { AwsError } from '../aws/errors.ts';

/** What KMS takes at most under a symmetric key, in bytes (API reference, "Encrypt"). */
const largestPlaintext = 4096;
/** And what may come back to be decrypted, in bytes. */
const largestCiphertext = 6144;

const keyId = z.string().min(1).max(2048);
const bytes = (largest: number) =>
  z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((buffer) => buffer.length >= 1 && buffer.length <= largest, {
      error: `must be of 1 to ${largest} bytes`,
    });
const context = z.record(z.string(), z.string()).default({});
/** Only keys that encrypt and decrypt are emulated. */
const symmetric = z.literal('SYMMETRIC_DEFAULT').optional();

/** The operations' requests; members that change nothing here are let through. */
export const inputs = {
  CreateKey: z.object({
    Description: z.string().max(8192).default(''),
    KeySpec: symmetric,
    KeyUsage: z.literal('ENCRYPT_DECRYPT').optional(),
  }),
  CreateAlias: z.object({ AliasName: z.string(), TargetKeyId: keyId }),
  DeleteAlias: z.object({ AliasName: z.string() }),
  DescribeKey: z.object({ KeyId: keyId }),
  Encrypt: z.object({
    KeyId: keyId,
    Plaintext: bytes(largestPlaintext),
    EncryptionContext: context,
    EncryptionAlgorithm: symmetric,
  }),
  Decrypt: z.object({
    KeyId: keyId.optional(),
    CiphertextBlob: bytes(largestCiphertext),
    EncryptionContext: context,
    EncryptionAlgorithm: symmetric,
  }),
} as const;

/** @throws AwsError `ValidationException` */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new AwsError('ValidationException', z.prettifyError(result.error));
}
