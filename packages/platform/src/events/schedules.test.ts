import { expect, test } from '@jest/globals';
import { rateOf, schedules } from './schedules.ts';

test.each(Object.entries(schedules))('EventBridge takes the period of %s', (_, schedule) => {
  // "minutes" for every number but 1 (EventBridge Scheduler User Guide, "Schedule types").
  expect(Number(/^rate\((\d+) minutes\)$/.exec(rateOf(schedule))?.[1])).toBeGreaterThan(1);
});
