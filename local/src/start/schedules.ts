import { type Schedule, schedules } from '@tidecast/platform/events/schedules';
import type { EventBus } from '../events/event-bus.ts';
import type { InvokeFunction } from '../ivschat/message-review.ts';
import { liveFunctionName } from './names.ts';

/** What a kill cut short should not wait five minutes for its first look. */
const firstReconcileSeconds = 15;

/** When each first runs: the review is wanted as soon as somebody chats. */
const firstAfterSeconds: Readonly<Record<keyof typeof schedules, number>> = {
  reconcileVideos: firstReconcileSeconds,
  reconcileChannels: firstReconcileSeconds,
  reviewWarmUp: 0,
};

/**
 * Starts functions by the clock, as the stack's schedules do.
 *
 * @returns what ends it
 */
export function startSchedules(
  bus: Pick<EventBus, 'schedule'>,
  invoke: InvokeFunction,
): () => void {
  const ends = (Object.keys(schedules) as (keyof typeof schedules)[]).map((name) => {
    const { everySeconds, event } = schedules[name];
    return bus.schedule({
      name,
      everySeconds,
      firstAfterSeconds: firstAfterSeconds[name],
      run: () => invoke(localFunctionName(schedules[name]), event),
    });
  });
  return () => {
    for (const end of ends) end();
  };
}

function localFunctionName(schedule: Schedule): string {
  return schedule.app === 'live' ? liveFunctionName(schedule.functionName) : schedule.functionName;
}
