/**
 * The functions of apps/live and the events of IVS that they get. The Pulumi program and the local
 * cloud both build them from here, so that the two cannot drift apart.
 */

/**
 * Timeout of each function of apps/live, in seconds. API Gateway waits 30 s for an answer, and IVS
 * Chat 0.2 s for a review; the rest of its time is for a first start.
 */
export const liveFunctionSeconds = {
  http: 29,
  authorizer: 10,
  events: 300,
  review: 3,
  reconcile: 300,
} as const;

/**
 * How IVS takes pictures of what it records, in the stream's own size. Each represents its interval
 * on the seek bar of the recording's video, and the best of them becomes the poster. IVS takes 1 to
 * 60 s (API reference, "ThumbnailConfiguration"); ten make 360 pictures an hour, about as fine as a
 * seek bar shows them.
 */
export const recordingThumbnails = {
  recordingMode: 'INTERVAL',
  targetIntervalSeconds: 10,
} as const;

/** A function of apps/live: the name of its file in `src/functions` and of its resources. */
export type LiveFunction = keyof typeof liveFunctionSeconds;

/** The event that keeps the review ready between messages, in place of one of IVS Chat's. */
export const reviewWarmUp = { warmUp: true } as const;

/**
 * How often it is sent, in seconds. Lambda does not document how long an idle instance lives;
 * measurements say more than five minutes.
 */
export const reviewWarmUpSeconds = 240;

/** What IVS calls its events on the event bus (IVS User Guide, "EventBridge"). */
export const streamEventTypes = {
  state: 'IVS Stream State Change',
  health: 'IVS Stream Health Change',
  limit: 'IVS Limit Breach',
  recording: 'IVS Recording State Change',
} as const;

/**
 * EventBridge pattern: something happened to a stream or a recording of this account. Only the
 * catalog knows which stack a channel belongs to, and events about limits on all channels together
 * name none, so the pattern does not filter by channel.
 */
export const streamEvents = {
  source: ['aws.ivs'],
  'detail-type': Object.values(streamEventTypes),
} as const;
