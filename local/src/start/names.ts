/** What everything is called on one machine. */
import type { LiveFunction } from '@tidecast/platform/events/live';
import type { tables } from '@tidecast/platform/storage/tables';
import { localAccount } from '../aws/service.ts';

const { accountId, region } = localAccount;

/** The stack's name, and the front of every resource's. */
export const stackName = 'tidecast-local';

export const bucketNames = {
  source: `${stackName}-source`,
  media: `${stackName}-media`,
  web: `${stackName}-web`,
  recordings: `${stackName}-recordings`,
} as const;

/** The table of each definition in packages/platform. */
export function tableName(name: keyof typeof tables): string {
  return `${stackName}-${name}`;
}

export const queueNames = {
  submit: `${stackName}-submit`,
  submitDeadLetters: `${stackName}-submit-dead-letters`,
  track: `${stackName}-track`,
  trackDeadLetters: `${stackName}-track-dead-letters`,
  notify: `${stackName}-notify`,
  notifyDeadLetters: `${stackName}-notify-dead-letters`,
  live: `${stackName}-live-events`,
  liveDeadLetters: `${stackName}-live-events-dead-letters`,
} as const;

/** What everything that people should know of is published to. */
export const alertTopicName = `${stackName}-alerts`;

/** The stack as Pulumi would call it: secrets are bound to it. */
export const secretStack = 'local';

/** A function of apps/live in the local Lambda host, beside others that have a `reconcile` too. */
export function liveFunctionName(name: LiveFunction): string {
  return `live-${name}`;
}

/** Of a function of the local Lambda host, as its own context names it. */
export function functionArn(name: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

export const distributionId = 'ETIDECASTLOCAL';
export const mediaConvertQueueArn = `arn:aws:mediaconvert:${region}:${accountId}:queues/Default`;
export const mediaConvertRoleArn = `arn:aws:iam::${accountId}:role/${stackName}-mediaconvert`;
