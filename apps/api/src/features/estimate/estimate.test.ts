import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Estimate } from '@tidecast/contract/estimate';
import { type Harness, startHarness } from '../../../test/harness.ts';

let api: Harness;

beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const estimate = <Body = Estimate>(body: unknown) =>
  api.call<Body>('/api/estimate', { method: 'POST', body });
const source = { durationSeconds: 600, width: 1920, height: 1080 };

test('says what would be made and what it costs', async () => {
  const { status, body } = await estimate(source);
  expect(status).toBe(200);
  expect(body.renditions.map(({ rung }) => rung)).toEqual([1080, 720, 540, 360, 270]);
  expect(body.minutes).toBe(50);
  const parts = body.renditions.map(({ usd }) => usd);
  expect(body.usd).toBeCloseTo(parts.reduce((sum, usd) => sum + usd));
  const faster = await estimate({ ...source, frameRate: 60 });
  expect(faster.body.usd).toBeGreaterThan(body.usd);
});

test.each([
  [8, 8],
  [16_384, 100],
])('nothing is made of %i x %i, and nothing is paid', async (width, height) => {
  const { status, body } = await estimate({ ...source, width, height });
  expect([status, body]).toEqual([200, { renditions: [], minutes: 0, usd: 0 }]);
});

test.each([
  { ...source, width: 0 },
  { ...source, width: 1.5 },
  { ...source, height: 20_000 },
  { ...source, durationSeconds: -1 },
  { ...source, durationSeconds: 4 * 3600 + 1 },
  { ...source, frameRate: 0 },
  { ...source, tier: 'pro' },
  { width: 1, height: 1 },
  [],
  'text',
  null,
])('refuses %j', async (body) => {
  expect((await estimate(body)).status).toBe(400);
});
