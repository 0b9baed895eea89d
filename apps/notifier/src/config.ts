import type { NotifierEnvironment } from '@tidecast/platform/environment';
import { z } from 'zod';

const required = z.string({ error: 'must be set' }).min(1, 'must not be empty');

const environmentSchema = z.object({
  SLACK_WEBHOOK_CIPHERTEXT: required.pipe(z.base64('must be base64')),
  SLACK_SECRET_STACK: required,
  LIMITS_TABLE: required,
  PUBLIC_ORIGIN: required.refine(isOrigin, 'must be an origin such as https://example.com'),
  STACK_NAME: required,
}) satisfies z.ZodType<unknown, { [Name in keyof Required<NotifierEnvironment>]?: unknown }>;

export interface NotifierConfig {
  readonly webhook: {
    readonly ciphertext: Uint8Array;
    /** The stack that the ciphertext is bound to. */
    readonly stack: string;
  };
  readonly limitsTable: string;
  /** Links in messages begin with it. */
  readonly publicOrigin: string;
  readonly stackName: string;
}

/**
 * Reads the settings of the function.
 *
 * @throws Error naming every variable that is missing or wrong, and never its value
 */
export function readConfig(environment: Readonly<Record<string, unknown>>): NotifierConfig {
  const result = environmentSchema.safeParse(environment);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new Error(`the notifier's environment is not complete: ${faults.join('; ')}`);
  }
  const { data } = result;
  return {
    webhook: {
      ciphertext: Buffer.from(data.SLACK_WEBHOOK_CIPHERTEXT, 'base64'),
      stack: data.SLACK_SECRET_STACK,
    },
    limitsTable: data.LIMITS_TABLE,
    publicOrigin: data.PUBLIC_ORIGIN,
    stackName: data.STACK_NAME,
  };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
