import { expect, test } from '@jest/globals';
import { functionSeconds, visibilitySeconds } from './video.ts';

test('SQS can hide a message for as long as every function needs', () => {
  // SetQueueAttributes takes 0 to 43,200 seconds; Lambda lets a function run for 900.
  for (const seconds of Object.values(functionSeconds)) {
    expect(seconds).toBeLessThanOrEqual(900);
    expect(visibilitySeconds(seconds)).toBeLessThanOrEqual(43_200);
    expect(visibilitySeconds(seconds)).toBe(seconds * 6);
  }
});
