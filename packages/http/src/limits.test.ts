import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestTables, type TestTables } from '../../catalog/test/test-tables.ts';
import { addressKey, createLimits, inMemory, inTable } from './limits.ts';
import { HttpProblem } from './problem.ts';

const policies = { few: { points: 2, duration: 60 }, many: { points: 5, duration: 60 } };

let tables: TestTables;
beforeAll(async () => {
  tables = await startTestTables();
});
afterAll(() => tables.close());

const replica = () => createLimits(policies, inTable(tables.client, tables.tables.expiring));

async function refusalOf(spending: Promise<unknown>): Promise<HttpProblem | undefined> {
  try {
    await spending;
    return undefined;
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
}

test('every answer says what is left, and a refusal how long to wait', async () => {
  const limits = createLimits(policies, inMemory);
  expect(await limits.spend('few', 'jun')).toEqual({
    'RateLimit-Limit': '2',
    'RateLimit-Remaining': '1',
    'RateLimit-Reset': '60',
  });
  await limits.spend('few', 'jun');
  const refusal = await refusalOf(limits.spend('few', 'jun'));
  expect(refusal).toMatchObject({ status: 429, code: 'too_many_requests' });
  expect(refusal?.headers).toMatchObject({ 'RateLimit-Limit': '2', 'RateLimit-Remaining': '0' });
  expect(Number(refusal?.headers['Retry-After'])).toBeGreaterThan(1);
  await limits.spend('few', 'another');
  await limits.spend('many', 'jun');
});

test('points can be given back, one or all', async () => {
  const limits = createLimits(policies, inMemory);
  for (let times = 0; times < 2; times++) await limits.spend('few', 'jun');
  await limits.giveBack('few', 'jun');
  await limits.spend('few', 'jun');
  expect(await refusalOf(limits.spend('few', 'jun'))).toBeDefined();
  await limits.forgive('few', 'jun');
  await limits.spend('few', 'jun');
});

describe('over a table', () => {
  test('limits hold across processes', async () => {
    const [one, two] = [replica(), replica()];
    await one.spend('few', 'shared');
    await two.spend('few', 'shared');
    for (const limits of [one, two, one, two])
      expect((await refusalOf(limits.spend('few', 'shared')))?.status).toBe(429);
    await one.spend('few', 'another');
  });

  test('an attack that is refused costs no more writes', async () => {
    const lone = await startTestTables();
    const limits = createLimits(policies, inTable(lone.client, lone.tables.expiring));
    for (let times = 0; times < 10; times++) await refusalOf(limits.spend('few', 'attacker'));
    const { Items } = await lone.client.scan({ TableName: lone.tables.expiring });
    await lone.close();
    // Its two points, and the one that was refused.
    expect(Items).toMatchObject([{ points: { N: '3' } }]);
  });

  test('the table learns no address', async () => {
    await replica().spend('few', `${addressKey('192.0.2.77')} nameless@example.com`);
    const { Items = [] } = await tables.client.scan({ TableName: tables.tables.expiring });
    expect(Items.length).toBeGreaterThan(0);
    expect(JSON.stringify(Items)).not.toMatch(/nameless|192\.0\.2/);
  });

  test('without it each process counts for itself', async () => {
    const lost = await startTestTables();
    const limits = createLimits(policies, inTable(lost.client, lost.tables.expiring));
    await lost.close();
    for (let times = 0; times < 2; times++) await limits.spend('few', 'alone');
    expect((await refusalOf(limits.spend('few', 'alone')))?.status).toBe(429);
    await limits.forgive('few', 'alone');
  });
});

test('an address and its network are one key', () => {
  expect(addressKey('2001:db8::1')).toBe(addressKey('2001:db8::2'));
  expect(addressKey('2001:db8::1')).not.toBe(addressKey('2001:db8:0:1::1'));
  expect(addressKey(undefined)).toBe('address unknown');
});
