import { expect, test } from '@jest/globals';
import { expiringTable, tables, videosTable } from './tables.ts';

const definitions = Object.entries(tables);

test('no index name stands twice in a table, and DynamoDB takes every name', () => {
  for (const [, { indexes }] of definitions) {
    const names = indexes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_.-]{3,255}$/);
  }
});

test('what a person made is durable; where all expires, nothing is', () => {
  for (const [name, table] of definitions) expect(table.durable).toBe(name !== 'expiring');
  expect('timeToLive' in videosTable).toBe(false);
});

test('the table of limits has the names that rate-limiter-flexible gives its rows', () => {
  expect(expiringTable).toMatchObject({ partitionKey: { name: 'key' }, timeToLive: 'expire' });
});
