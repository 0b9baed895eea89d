import { createPrivateKey } from 'node:crypto';
import { apiEnvironmentSchema } from '@tidecast/platform/environment/api';
import { readEnvironment } from '@tidecast/platform/environment/read-environment';
import * as z from 'zod';

const schema = apiEnvironmentSchema.extend({
  CLOUDFRONT_PRIVATE_KEY: apiEnvironmentSchema.shape.CLOUDFRONT_PRIVATE_KEY.refine(
    isPrivateKey,
    'must be an RSA private key in PEM',
  ),
  // The SDK reads these itself; the ones that are also used here are checked.
  AWS_REGION: z.string(),
  AWS_ENDPOINT_URL: z.url().optional(),
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: z.url().optional(),
});

export type Config = z.output<typeof schema>;

/**
 * The configuration, from an environment.
 *
 * @throws Error whose message names every variable that is missing or wrong, and never its value
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  return readEnvironment(schema, environment);
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
