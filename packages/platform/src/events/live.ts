/**
 * How what IVS tells becomes work: the functions of apps/live and the events that they get. The
 * Pulumi program and the local cloud both build them from here, so that the two cannot drift apart.
 */

/**
 * What each function of apps/live may take, in seconds. API Gateway waits 30 s for an answer, and
 * IVS Chat 0.2 s for a review; the rest of its time is for a first start.
 */
export const liveFunctionSeconds = {
  http: 29,
  authorizer: 10,
  events: 300,
  review: 3,
  reconcile: 300,
} as const;

/**
 * How IVS takes pictures of what it records, as large as what comes in. Each stands for its interval
 * on the seek bar of the recording's video, and the best of them is the poster. IVS takes 1 to 60 s
 * (API reference, "ThumbnailConfiguration"); ten make 360 pictures an hour, about as fine as a seek
 * bar shows them.
 */
export const recordingThumbnails = {
  recordingMode: 'INTERVAL',
  targetIntervalSeconds: 10,
} as const;

/** A function of apps/live: its file in `src/functions`, and the name its resources bear. */
export type LiveFunction = keyof typeof liveFunctionSeconds;

/** What keeps the review ready between messages, instead of one of IVS Chat's events. */
export const reviewWarmUp = { warmUp: true } as const;

/**
 * How often, in seconds. Lambda does not say how long an idle instance lives; what people measure is
 * above five minutes.
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
 * EventBridge pattern: something happened to a stream or a recording of this account. Whose channel
 * it is only the catalog tells: the limits on all channels together are told of without a channel.
 */
export const streamEvents = {
  source: ['aws.ivs'],
  'detail-type': Object.values(streamEventTypes),
} as const;
