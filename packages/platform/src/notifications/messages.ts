import * as z from 'zod';

/**
 * The product's own messages on the alert topic: JSON objects distinguished by `kind`. The API, the
 * functions and Alertmanager's template write them, and apps/notifier reads them. Messages from AWS
 * itself (alarms, budgets) keep AWS's own format.
 */

/** How long the notifier may take for one message, in seconds: Slack may ask it to wait. */
export const notifierSeconds = 60;

/**
 * How often Lambda runs a function at most for one message of a topic: once, with two retries
 * (Lambda Developer Guide, "Asynchronous invocation"). After that the message is a dead letter.
 */
export const notifierAttempts = 3;

/**
 * One group of the cluster's alerts, as Alertmanager's `sns.default.message` template must write
 * it. What an alert lacks may be absent or empty. For example:
 *
 * ```
 * {"kind":"alerts","status":"firing","alerts":[
 *   {"name":"ApiErrors","status":"firing","severity":"critical","summary":"5 % of answers are 5xx",
 *    "description":"…","runbookUrl":"https://…","startsAt":"2026-01-31T08:00:00Z"}]}
 * ```
 */
const alertsSchema = z.object({
  kind: z.literal('alerts'),
  /** `resolved` once all of the group are. */
  status: z.enum(['firing', 'resolved']),
  alerts: z
    .array(
      z.object({
        name: z.string().min(1),
        /** The status of this alert; the group's by default. */
        status: z.enum(['firing', 'resolved']).optional(),
        severity: z.string().optional(),
        /** One sentence. */
        summary: z.string().optional(),
        description: z.string().optional(),
        runbookUrl: z.string().optional(),
        /** RFC 3339. */
        startsAt: z.string().optional(),
      }),
    )
    .min(1),
});

/** The key for deduplication: the same in every message about the same event. */
const id = z.string().min(1);

const videoFailedSchema = z.object({
  kind: z.literal('video-failed'),
  id,
  videoId: z.string().min(1),
  /** Only for a public video: titles of others do not belong in the operators' channel. */
  title: z.string().optional(),
  /** The encode that failed, from 1. */
  attempt: z.number().int().positive(),
  /** Whose fault it is: a bad file needs no attention, but a fault of the service does. */
  fault: z.enum(['upload', 'service']),
  reason: z.object({ code: z.string().min(1), message: z.string(), retryable: z.boolean() }),
});

const videoPublishedSchema = z.object({
  kind: z.literal('video-published'),
  id,
  videoId: z.string().min(1),
  title: z.string(),
  ownerName: z.string(),
  durationSeconds: z.number().nonnegative(),
  /** Key in the media bucket. */
  posterKey: z.string().min(1).optional(),
});

const liveStartedSchema = z.object({
  kind: z.literal('live-started'),
  id,
  channelId: z.string().min(1),
  title: z.string(),
  ownerName: z.string().optional(),
  /** RFC 3339. */
  startedAt: z.string().optional(),
});

export const notificationSchema = z.discriminatedUnion('kind', [
  alertsSchema,
  videoFailedSchema,
  videoPublishedSchema,
  liveStartedSchema,
]);

export type Notification = z.output<typeof notificationSchema>;
export type AlertsNotification = z.output<typeof alertsSchema>;
export type VideoFailedNotification = z.output<typeof videoFailedSchema>;
export type VideoPublishedNotification = z.output<typeof videoPublishedSchema>;
export type LiveStartedNotification = z.output<typeof liveStartedSchema>;
