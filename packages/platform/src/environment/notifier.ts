import * as z from 'zod';
import type { Handed } from './read-environment.ts';
import { origin, text } from './variables.ts';

/** What apps/notifier reads. */
export const notifierEnvironmentSchema = z.strictObject({
  /** Slack's webhook as `npm run encrypt-secret` prints it. */
  SLACK_WEBHOOK_CIPHERTEXT: z.base64('must be base64'),
  /** Pulumi's name of the stack, such as `dev`: what the ciphertext is bound to. */
  SLACK_SECRET_STACK: text,
  EXPIRING_TABLE: text,
  /** Links in messages lead there. */
  PUBLIC_ORIGIN: origin,
  /** Said in every message and count, so that several stacks can share a channel and an account. */
  STACK_NAME: text,
});

export type NotifierEnvironment = Handed<typeof notifierEnvironmentSchema>;
