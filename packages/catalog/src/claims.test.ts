import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestTables, type TestTables } from '../test/test-tables.ts';
import { type Claims, createClaims } from './claims.ts';

let tables: TestTables;
let claims: Claims;
let clock = Date.parse('2026-05-01T00:00:00Z');

beforeAll(async () => {
  tables = await startTestTables();
  const { client, tables: names } = tables;
  claims = createClaims({ client, table: names.expiring, now: () => new Date(clock) });
});
afterAll(() => tables.close());

test('one of many takes the work; the others learn whether it is under way or done', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => claims.take('send letter 1', 60)),
  );
  expect(outcomes.sort()).toEqual([...Array(7).fill('held'), 'taken']);
  await claims.settle('send letter 1', 3_600);
  expect(await claims.take('send letter 1', 60)).toBe('done');
  expect(await claims.take('send letter 2', 60)).toBe('taken');
});

test('a claim that is given back, or whose holder died, can be taken again', async () => {
  expect(await claims.take('call', 60)).toBe('taken');
  await claims.giveBack('call');
  expect(await claims.take('call', 60)).toBe('taken');
  clock += 59_000;
  expect(await claims.take('call', 60)).toBe('held');
  clock += 1_000;
  expect(await claims.take('call', 60)).toBe('taken');
});

test('what is done is forgotten in its time', async () => {
  await claims.take('visit', 60);
  await claims.settle('visit', 3_600);
  clock += 3_599_000;
  expect(await claims.take('visit', 60)).toBe('done');
  clock += 1_000;
  expect(await claims.take('visit', 60)).toBe('taken');
});

test('the table does not name the work', async () => {
  await claims.take('video-failed/01ARZ3NDEKTSV4RRFFQ69G5FAV', 60);
  const { Items } = await tables.client.send(
    new ScanCommand({ TableName: tables.tables.expiring }),
  );
  expect(JSON.stringify(Items)).not.toContain('01ARZ3');
});
