import { type LiveFunction, reviewWarmUp, reviewWarmUpSeconds } from './live.ts';
import { reconcileEverySeconds, type TranscoderFunction } from './video.ts';

/**
 * The schedules. The Pulumi program and the local cloud both create all of theirs from these, so
 * that the two cannot drift apart.
 */
export type Schedule = (
  | { readonly app: 'transcoder'; readonly functionName: TranscoderFunction }
  | { readonly app: 'live'; readonly functionName: LiveFunction }
) & {
  /** A whole number of minutes, as EventBridge's `rate(...)` requires. */
  readonly everySeconds: number;
  /** The event that the function is called with. */
  readonly event: object;
};

export const schedules = {
  reconcileVideos: {
    app: 'transcoder',
    functionName: 'reconcile',
    everySeconds: reconcileEverySeconds,
    event: {},
  },
  reconcileChannels: {
    app: 'live',
    functionName: 'reconcile',
    everySeconds: reconcileEverySeconds,
    event: {},
  },
  reviewWarmUp: {
    app: 'live',
    functionName: 'review',
    everySeconds: reviewWarmUpSeconds,
    event: reviewWarmUp,
  },
} as const satisfies Record<string, Schedule>;

/** The period in EventBridge's syntax, such as `rate(5 minutes)`. */
export function rateOf({ everySeconds }: Pick<Schedule, 'everySeconds'>): string {
  return `rate(${everySeconds / 60} minutes)`;
}
