import { createPrivateKey } from 'node:crypto';
import type { ApiEnvironment } from '@tidecast/platform/environment';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const name = z.string().min(1);

const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be an origin such as https://example.com, without a path',
  );

/** PEM in an environment often has its line breaks written as \n. */
const privateKey = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n'))
  .refine(isPrivateKey, 'must be an RSA private key in PEM');

const variables = {
  PORT: port.default(8080),
  HOST: z.string().default('0.0.0.0'),
  METRICS_PORT: port.default(9090),
  PUBLIC_ORIGIN: origin,
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10),
  VIDEOS_TABLE: name,
  LIMITS_TABLE: name,
  SOURCE_BUCKET: name,
  MEDIA_BUCKET: name,
  USER_POOL_ID: name,
  USER_POOL_CLIENT_ID: name,
  SUBMIT_QUEUE_URL: z.url(),
  MEDIACONVERT_QUEUE_ARN: name,
  CLOUDFRONT_DISTRIBUTION_ID: name,
  CLOUDFRONT_KEY_PAIR_ID: name,
  CLOUDFRONT_PRIVATE_KEY: privateKey,
  DAILY_ENCODE_MINUTES: z.coerce.number().positive().default(600),
  ALERT_TOPIC_ARN: name.optional(),
  DRAIN_SECONDS: z.coerce.number().min(0).max(120).default(5),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
} satisfies Record<keyof ApiEnvironment, z.ZodType>;

/** The SDK reads these by itself; the few that matter here besides are checked as well. */
const sdkVariables = {
  AWS_REGION: name,
  AWS_ENDPOINT_URL: z.url().optional(),
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: z.url().optional(),
};

const schema = z.object({ ...variables, ...sdkVariables });

export type Config = z.output<typeof schema>;

/**
 * The configuration, from an environment.
 *
 * @throws Error whose message names every variable that is missing or wrong, and never its value
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable is one that a template left out.
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const result = schema.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const variable = issue.path.join('.');
    const missing = environment[variable] === undefined || environment[variable] === '';
    return `  ${variable}: ${missing ? 'is missing' : issue.message}`;
  });
  throw new Error(`The environment is not usable:\n${lines.join('\n')}`);
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
