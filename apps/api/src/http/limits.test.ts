import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLimits, inTable } from '@tidecast/http/limits';
import { startTestTables, type TestTables } from '../../../../packages/catalog/test/test-tables.ts';
import { type Harness, startHarness } from '../../test/harness.ts';
import { createReadLimit, limitPolicies } from './limits.ts';

let tables: TestTables;
let replicas: readonly Harness[];

beforeAll(async () => {
  tables = await startTestTables();
  const replica = () =>
    startHarness({
      limits: createLimits(limitPolicies, inTable(tables.client, tables.tables.expiring)),
    });
  replicas = [await replica(), await replica()];
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await tables.close();
});

const guess = (replica: Harness | undefined, email: string) =>
  replica?.call('/api/auth/sign-in', { method: 'POST', body: { email, password: 'wrong' } });

test('limits hold across replicas', async () => {
  for (let times = 0; times < 10; times++)
    expect((await guess(replicas[times % 2], 'shared@example.com'))?.status).toBe(401);
  for (const replica of replicas)
    for (let times = 0; times < 3; times++) {
      const refused = await guess(replica, 'shared@example.com');
      expect(refused?.status).toBe(429);
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(1);
    }
  expect((await guess(replicas[0], 'another@example.com'))?.status).toBe(401);
});

test('reads are limited by address for a while', () => {
  let now = 0;
  const limit = createReadLimit(() => now);
  const request = { ip: '10.0.0.1' } as never;
  for (let times = 0; times < 1_000; times++) limit.spendRead(request);
  expect(() => limit.spendRead(request)).toThrow('Too many requests');
  limit.spendRead({ ip: '10.0.0.2' } as never);
  now += 10_000;
  limit.spendRead(request);
});
