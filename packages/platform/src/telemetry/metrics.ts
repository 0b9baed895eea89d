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
  /** Also by itself for each `reason`, a code of packages/catalog's video errors. */
  'VideoFailed',
  /** A deleted video's last trace is gone. */
  'VideoPurged',
  /** An event that was late, duplicated, out of order, or not about a video of this stack. */
  'EventIgnored',
  /** A source changed after it was accepted. */
  'SourceOverwritten',
  /** Another invocation is submitting the video right now. */
  'LeaseHeld',
  /** The reconciler found a video that had stopped moving. */
  'VideoStale',
  /** The reconciler could not settle a video and will come back. */
  'ReconcileFailed',
  /** A list left out a row that cannot be read; also by itself for each `reason`, what it should be. */
  'RowUnreadable',
] as const;

/** Everything that apps/transcoder measures the length of. */
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
  /** IVS gets less of a stream than it needs. */
  'StreamStarving',
  /** An IVS limit was exceeded; also counted per `reason`, IVS's name of the limit. */
  'LimitBreached',
  /** A recording stands in its owner's library. */
  'RecordingImported',
  /** IVS failed to record, or its recording cannot be turned into a video. */
  'RecordingFailed',
  /** An event that was late, duplicated, out of order, or not about a channel of this stack. */
  'EventIgnored',
  /** The reconciler found a channel that IVS knew otherwise. */
  'ChannelSettled',
  /** The reconciler could not settle a channel or a recording and will come back. */
  'ReconcileFailed',
  /** A list left out a row that cannot be read; also by itself for each `reason`, what it should be. */
  'RowUnreadable',
  'ChatTokenGiven',
  'MessageAllowed',
  /** Also by itself for each `reason`. */
  'MessageRefused',
  /** A request failed by a fault of the service. */
  'RequestFailed',
] as const;

/** Everything that apps/live measures the length of. */
export const liveDurations = [
  /** From IVS's event of a stream's start until the channel is live. */
  'TimeToLive',
  /** What one chat message waited for its review. */
  'ReviewTime',
] as const;

/** Everything that apps/notifier counts. */
export const notifierCounts = [
  /** A message stands in Slack. */
  'MessageSent',
  /** A message that had been sent before came again. */
  'MessageRepeated',
  /** Sending failed: Lambda retries the message and finally makes it a dead letter. */
  'MessageFailed',
  /** Slack did not take a message's form, and got its plain text instead. */
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

/** What a function says in its log of a row that a list left out: alarm and runbook tell to look for it. */
export const rowLeftOut = 'row left out of a list: it cannot be read';

/** The `reason` of a `MessageRefused` that no review was in time for, or that could not be judged. */
export const unreviewed = 'unavailable';
