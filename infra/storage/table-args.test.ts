import { describe, expect, test } from '@jest/globals';
import type { TableDefinition } from '@tidecast/platform/storage/tables';
import { tableArgs } from './table-args.ts';

const text = (name: string) => ({ name, type: 'S' }) as const;

const indexed: TableDefinition = {
  partitionKey: text('id'),
  indexes: [
    { name: 'owner', partitionKey: text('ownerId'), sortKey: { name: 'size', type: 'N' } },
    { name: 'state', partitionKey: text('state'), sortKey: text('id') },
  ],
  durable: true,
};
const expiring: TableDefinition = {
  partitionKey: text('key'),
  indexes: [],
  timeToLive: 'expire',
  durable: false,
};

test('attributes are those of the keys, each once', () => {
  expect(tableArgs(indexed, false).attributes).toEqual([
    { name: 'id', type: 'S' },
    { name: 'ownerId', type: 'S' },
    { name: 'size', type: 'N' },
    { name: 'state', type: 'S' },
  ]);
  expect(tableArgs(expiring, false).attributes).toEqual([{ name: 'key', type: 'S' }]);
});

test('an index holds every attribute of its items', () => {
  expect(tableArgs(indexed, false).globalSecondaryIndexes).toEqual([
    {
      name: 'owner',
      keySchemas: [
        { attributeName: 'ownerId', keyType: 'HASH' },
        { attributeName: 'size', keyType: 'RANGE' },
      ],
      projectionType: 'ALL',
    },
    {
      name: 'state',
      keySchemas: [
        { attributeName: 'state', keyType: 'HASH' },
        { attributeName: 'id', keyType: 'RANGE' },
      ],
      projectionType: 'ALL',
    },
  ]);
});

test('a table that needs no index, no expiry or no backup says nothing of them', () => {
  expect(tableArgs(expiring, true)).toEqual({
    billingMode: 'PAY_PER_REQUEST',
    hashKey: 'key',
    attributes: [{ name: 'key', type: 'S' }],
    ttl: { enabled: true, attributeName: 'expire' },
    serverSideEncryption: { enabled: true },
    deletionProtectionEnabled: false,
  });
  expect(tableArgs(indexed, true)).not.toHaveProperty('ttl');
});

describe.each([true, false])('where the stack is protected: %s', (protect) => {
  test('what people made is backed up, and kept from deletion if so', () => {
    expect(tableArgs(indexed, protect)).toMatchObject({
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: protect,
    });
  });
});
