import * as z from 'zod';
import type { Handed } from './read-environment.ts';
import { origin, text } from './variables.ts';

/** The environment of apps/notifier. */
export const notifierEnvironmentSchema = z.strictObject({
  /** Slack's webhook as `npm run encrypt-secret` prints it. */
  SLACK_WEBHOOK_CIPHERTEXT: z.base64('must be base64'),
  /** Pulumi's name of the stack, such as `dev`, which the ciphertext is bound to. */
  SLACK_SECRET_STACK: text,
  EXPIRING_TABLE: text,
  /** The site that links in messages lead to. */
  PUBLIC_ORIGIN: origin,
  /**
   * Named in every message and metric, so that several stacks can share a channel and an account.
   */
  STACK_NAME: text,
});

export type NotifierEnvironment = Handed<typeof notifierEnvironmentSchema>;
