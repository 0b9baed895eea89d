import { expect, test } from '@jest/globals';
import { schedules } from '@tidecast/platform/events/schedules';
import type { EventBus } from '../events/event-bus.ts';
import { startSchedules } from './schedules.ts';

type Started = Parameters<EventBus['schedule']>[0];

test('the clock starts what it starts in the cloud, as often and with the same event', async () => {
  const started = new Map<string, Started>();
  const calls: unknown[] = [];
  const bus = {
    schedule(schedule: Started) {
      started.set(schedule.name, schedule);
      return () => started.delete(schedule.name);
    },
  };
  const end = startSchedules(bus, async (name, event) => void calls.push([name, event]));

  expect(
    Object.fromEntries([...started].map(([name, { everySeconds }]) => [name, everySeconds])),
  ).toEqual(
    Object.fromEntries(
      Object.entries(schedules).map(([name, { everySeconds }]) => [name, everySeconds]),
    ),
  );
  for (const { run } of started.values()) await run();
  expect(calls).toEqual([
    ['reconcile', {}],
    ['live-reconcile', {}],
    ['live-review', { warmUp: true }],
  ]);

  end();
  expect(started.size).toBe(0);
});
