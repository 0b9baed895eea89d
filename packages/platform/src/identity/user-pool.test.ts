import { expect, test } from '@jest/globals';
import { sessionSeconds } from './user-pool.ts';

test('Cognito takes the lengths of a session', () => {
  const { access, refresh, rotationGrace } = sessionSeconds;
  // API reference, CreateUserPoolClient and RefreshTokenRotationType.
  expect(access).toBeGreaterThanOrEqual(300);
  expect(access).toBeLessThanOrEqual(86_400);
  expect(refresh).toBeGreaterThanOrEqual(3_600);
  expect(refresh).toBeLessThanOrEqual(315_360_000);
  expect(rotationGrace).toBeLessThanOrEqual(60);
});

test('a session is renewed many times before it ends', () => {
  expect(sessionSeconds.refresh).toBeGreaterThan(10 * sessionSeconds.access);
});
