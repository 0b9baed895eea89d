import * as z from 'zod';

/**
 * The product's own messages on the alert topic: JSON objects that `kind` tells apart. The API, the
 * functions and Alertmanager's template write them, apps/notifier reads them. What AWS itself puts
 * on the topic (alarms, budgets) keeps AWS's own form.
 */

/** What the notifier may take for one message, in seconds: Slack may ask it to wait. */
export const notifierSeconds = 60;

/**
 * How often Lambda runs a function at most for one message of a topic: once, and twice again (Lambda
 * Developer Guide, "Asynchronous invocation"). What fails then is a dead letter.
 */
export const notifierAttempts = 3;

/**
 * Alerts of the cluster, one group of them, as Alertmanager's `sns.default.message` template must
 * write it. What an alert lacks may be absent or empty. A template of this shape does:
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
        /** Of this one alert; the group's by default. */
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

/** What de-duplication goes by: the same for every message about the same event. */
const id = z.string().min(1);

const videoFailedSchema = z.object({
  kind: z.literal('video-failed'),
  id,
  videoId: z.string().min(1),
  /** Only of a public video: nobody else's title is for the operators' channel. */
  title: z.string().optional(),
  /** The encode that failed, from 1. */
  attempt: z.number().int().positive(),
  /** Whose fault it is: a bad file needs nobody's attention, a fault of the service does. */
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
