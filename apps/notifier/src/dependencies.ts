import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { type Claims, createClaims } from '@tidecast/catalog/claims';
import type { NotifierConfig } from './config.ts';
import { createSlackChannel, type SlackChannel } from './slack/channel.ts';
import { createWebhook } from './slack/webhook.ts';
import type { Telemetry } from './telemetry.ts';

/** The function's dependencies. */
export interface Dependencies {
  readonly claims: Claims;
  readonly slack: SlackChannel;
  readonly site: Site;
  readonly telemetry: Telemetry;
  /** The time in milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Where messages come from, and where their links lead. */
export interface Site {
  readonly publicOrigin: string;
  readonly stackName: string;
}

/** Answers that take longer will not come, and the SDK tries again. Milliseconds. */
const timeouts = {
  connectionTimeout: 2_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;

/** The dependencies over AWS, wherever the SDK's own environment variables say it is, and Slack. */
export function createDependencies(config: NotifierConfig, telemetry: Telemetry): Dependencies {
  const sleep = (milliseconds: number) => delay(milliseconds);
  const webhook = createWebhook(new KMSClient({ requestHandler: timeouts }), config.webhook);
  return {
    claims: createClaims({
      client: new DynamoDBClient({ requestHandler: timeouts }),
      table: config.expiringTable,
    }),
    slack: createSlackChannel({ webhook, now: Date.now, sleep, random: Math.random }),
    site: config,
    telemetry,
    now: Date.now,
    sleep,
  };
}
