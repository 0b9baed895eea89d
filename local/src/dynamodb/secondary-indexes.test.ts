import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DynaliteEngine } from './dynalite-engine.ts';
import { addIndexes, finishIndexes } from './secondary-indexes.ts';

let directory: string;
let engine: DynaliteEngine;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-indexes-'));
  engine = await DynaliteEngine.open(directory);
});
afterEach(async () => {
  await engine.close();
  await rm(directory, { recursive: true });
});

test('an index whose making a kill cut short is finished at the next start', async () => {
  const TableName = 'channels';
  await engine.run('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  const status = async () => {
    const { Table } = await engine.run('DescribeTable', { TableName });
    return (Table as { TableStatus: string }).TableStatus;
  };
  while ((await status()) !== 'ACTIVE') await new Promise((resolve) => setImmediate(resolve));
  const item = { id: { S: 'a' }, state: { S: 'live' } };
  await engine.run('PutItem', { TableName, Item: item });
  const run = engine.run.bind(engine);
  engine.run = (name, input) =>
    name === 'Scan' ? Promise.reject(new Error('killed')) : run(name, input);
  const adding = addIndexes(engine, {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'state', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'state',
          KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  });
  await expect(adding).rejects.toThrow('killed');
  await engine.close();

  engine = await DynaliteEngine.open(directory);
  await finishIndexes(engine);
  const { Items } = await engine.run('Query', {
    TableName,
    IndexName: 'state',
    KeyConditionExpression: '#state = :live',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':live': { S: 'live' } },
  });
  expect(Items).toEqual([item]);
});
