import { notifierEnvironmentSchema } from '@tidecast/platform/environment/notifier';
import { readEnvironment } from '@tidecast/platform/environment/read-environment';

export interface NotifierConfig {
  readonly webhook: {
    readonly ciphertext: Uint8Array;
    /** The stack that the ciphertext is bound to. */
    readonly stack: string;
  };
  readonly expiringTable: string;
  /** The site that links in messages lead to. */
  readonly publicOrigin: string;
  readonly stackName: string;
}

/**
 * Reads the settings of the function.
 *
 * @throws Error naming every variable that is missing or wrong, and never its value
 */
export function readConfig(environment: Readonly<Record<string, unknown>>): NotifierConfig {
  const data = readEnvironment(notifierEnvironmentSchema, environment);
  return {
    webhook: {
      ciphertext: Buffer.from(data.SLACK_WEBHOOK_CIPHERTEXT, 'base64'),
      stack: data.SLACK_SECRET_STACK,
    },
    expiringTable: data.EXPIRING_TABLE,
    publicOrigin: data.PUBLIC_ORIGIN,
    stackName: data.STACK_NAME,
  };
}
