import type { LiveFunction } from '../events/live.ts';
import type { TranscoderFunction } from '../events/video.ts';

/**
 * What the functions count and measure in CloudWatch. They write it, the stack's alarms and the
 * dashboards read it: an alarm on a name that nobody counts never goes off.
 */

/** CloudWatch namespace of every function's metrics; their dimensions are `service` and `stack`. */
export const metricNamespace = 'Tidecast';

/** What each function calls itself in its logs, and where it counts: the dimension `service`. */
export type Service = TranscoderFunction | `live-${LiveFunction}` | 'notify';

/** Everything that apps/transcoder counts. */
export const transcoderCounts = [
  /** A job was created. */
  'JobSubmitted',
  /** A job made by an invocation that died was found and adopted. */
  'JobAdopted',
  'VideoReady',
  /** A video failed; also counted per `reason`, the code of its error. */
  'VideoFailed',
  /** The last trace of a deleted video was removed. */
  'VideoPurged',
  /** An event that was late, duplicated, out of order, or not about a video of this stack. */
  'EventIgnored',
  /** A source changed after it was accepted. */
  'SourceOverwritten',
  /** Another invocation is submitting the video right now. */
  'LeaseHeld',
  /** The reconciler found a video that had stopped moving. */
  'VideoStale',
  /** The reconciler could not settle a video and will try again. */
  'ReconcileFailed',
  /** A list left out an unreadable row; also counted per `reason`, the kind of row it should be. */
  'RowUnreadable',
] as const;

/** Every duration that apps/transcoder measures. */
export const transcoderDurations = [
  /** From the end of an upload, or the start of a later attempt, until the video is ready. */
  'TimeToReady',
] as const;

/** Everything that apps/live counts. */
export const liveCounts = [
  'ChannelOpened',
  'ChannelClosed',
  'StreamStarted',
  'StreamEnded',
  /** IVS receives less of a stream than it needs. */
  'StreamStarving',
  /** An IVS limit was exceeded; also counted per `reason`, IVS's name of the limit. */
  'LimitBreached',
  /** A recording was added to its owner's library. */
  'RecordingImported',
  /** IVS failed to record, or its recording cannot be turned into a video. */
  'RecordingFailed',
  /** An event that was late, duplicated, out of order, or not about a channel of this stack. */
  'EventIgnored',
  /** The reconciler corrected a channel that differed from what IVS reports. */
  'ChannelSettled',
  /** The reconciler could not settle a channel or a recording and will try again. */
  'ReconcileFailed',
  /** A list left out an unreadable row; also counted per `reason`, the kind of row it should be. */
  'RowUnreadable',
  'ChatTokenGiven',
  'MessageAllowed',
  /** A chat message was refused; also counted per `reason`. */
  'MessageRefused',
  /** A request failed because of an error in the service. */
  'RequestFailed',
] as const;

/** Every duration that apps/live measures. */
export const liveDurations = [
  /** From IVS's stream start event until the channel is live. */
  'TimeToLive',
  /** How long one chat message waited for its review. */
  'ReviewTime',
] as const;

/** Everything that apps/notifier counts. */
export const notifierCounts = [
  /** A message was sent to Slack. */
  'MessageSent',
  /** A message was delivered again after it had been sent. */
  'MessageRepeated',
  /** Sending failed: Lambda retries the message and finally makes it a dead letter. */
  'MessageFailed',
  /** Slack rejected a message's blocks and got its plain text instead. */
  'MessageSimplified',
] as const;

export type TranscoderCount = (typeof transcoderCounts)[number];
export type TranscoderDuration = (typeof transcoderDurations)[number];
export type LiveCount = (typeof liveCounts)[number];
export type LiveDuration = (typeof liveDurations)[number];
export type NotifierCount = (typeof notifierCounts)[number];

/** A metric of one of the functions. */
export type FunctionMetric =
  | TranscoderCount
  | TranscoderDuration
  | LiveCount
  | LiveDuration
  | NotifierCount;

/** Log line for an unreadable row: alarms and the runbook refer to it. */
export const rowLeftOut = 'unreadable row left out of list';

/** The `reason` of a `MessageRefused` that was not reviewed in time or could not be judged. */
export const unreviewed = 'unavailable';
