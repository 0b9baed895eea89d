import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { startTestTables, type TestTables } from '../test/test-tables.ts';
import { createSharedAnswers, type SharedAnswers } from './shared-answers.ts';

let tables: TestTables;
/** As many processes, each with its own. */
let processes: readonly SharedAnswers[];
let clock = Date.parse('2026-05-01T00:00:00Z');

beforeAll(async () => {
  tables = await startTestTables();
  processes = Array.from({ length: 8 }, () =>
    createSharedAnswers({
      client: tables.client,
      table: tables.tables.expiring,
      now: () => new Date(clock),
    }),
  );
});
afterAll(() => tables.close());

/** What all processes are told at the same moment, and how often the service was asked for it. */
async function everybody(about: string, answer: () => unknown) {
  let asked = 0;
  const told = await Promise.allSettled(
    processes.map((one) =>
      one.get({
        about,
        freshSeconds: 5,
        schema: z.unknown(),
        ask: async () => {
          asked += 1;
          return answer();
        },
      }),
    ),
  );
  return { asked, told: told.map((one) => (one.status === 'fulfilled' ? one.value : one.reason)) };
}

test('one of many processes asks, and when the answer is old, one again', async () => {
  const first = await everybody('streams', () => ({ viewers: 1 }));
  expect(first.asked).toBe(1);
  expect(first.told).toContainEqual({ viewers: 1 });
  clock += 4_999;
  const fresh = await everybody('streams', () => ({ viewers: 2 }));
  expect(fresh).toEqual({ asked: 0, told: Array(8).fill({ viewers: 1 }) });
  clock += 1;
  const second = await everybody('streams', () => ({ viewers: 2 }));
  expect(second.asked).toBe(1);
  // While one asks, the others tell what they know.
  expect(second.told.filter((one) => JSON.stringify(one) === '{"viewers":2}')).toHaveLength(1);
  expect(second.told.filter((one) => JSON.stringify(one) === '{"viewers":1}')).toHaveLength(7);
});

test('a service that fails is left alone until an answer is due, and the last one told', async () => {
  await everybody('rooms', () => 'some');
  clock += 5_000;
  const failed = await everybody('rooms', () => {
    throw new Error('throttled');
  });
  expect(failed.asked).toBe(1);
  expect(failed.told.filter((one) => one === 'some')).toHaveLength(7);
  clock += 24_999;
  expect((await everybody('rooms', () => 'none')).asked).toBe(1);
});

test('what is far too old is not told', async () => {
  await everybody('prices', () => 1);
  clock += 30_000;
  const { told } = await everybody('prices', () => {
    throw new Error('down');
  });
  expect(told.filter((one) => one === undefined)).toHaveLength(7);
});

test('an answer of another release, of another shape, is none', async () => {
  const [one, other] = processes;
  const question = { about: 'shapes', freshSeconds: 5 };
  const seen = await one?.get({ ...question, schema: z.number(), ask: async () => 1 });
  expect(seen).toBe(1);
  const wanted = { ...question, schema: z.string(), ask: async () => 'one' };
  expect(await other?.get(wanted)).toBeUndefined();
  clock += 5_000;
  expect(await other?.get(wanted)).toBe('one');
});

test('the table does not name what is asked', async () => {
  await everybody('who watches video 7', () => 1);
  const { Items } = await tables.client.send(
    new ScanCommand({ TableName: tables.tables.expiring }),
  );
  expect(JSON.stringify(Items)).not.toContain('video 7');
});
