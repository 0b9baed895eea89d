import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTable } from '@tidecast/catalog/create-table';
import { channelsTable } from '@tidecast/platform/storage/tables';
import { startAwsEndpoint } from '../aws/endpoint.ts';
import { localAccount } from '../aws/service.ts';
import { createDynamoDb } from '../dynamodb/dynamodb.ts';
import { createS3 } from '../s3/s3.ts';
import { tableName } from './names.ts';
import { provision } from './provision.ts';

let directory: string;
let client: DynamoDBClient;
let cloud: { make(): Promise<void>; close(): Promise<void> };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-provision-'));
  const s3 = createS3({ dataDir: join(directory, 's3') });
  const dynamoDb = await createDynamoDb({ dataDir: join(directory, 'dynamodb') });
  const services = [s3.service, dynamoDb];
  const endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services });
  client = new DynamoDBClient({
    endpoint: endpoint.url,
    region: localAccount.region,
    credentials: localAccount,
  });
  cloud = {
    make: () =>
      provision({
        awsUrl: endpoint.url,
        store: s3.store,
        pageOrigins: ['http://localhost:8080'],
        stateFile: join(directory, 'provisioned.json'),
      }),
    async close() {
      client.destroy();
      await endpoint.close();
      for (const service of services) await service.close();
    },
  };
});
afterEach(async () => {
  await cloud.close();
  await rm(directory, { recursive: true });
});

test('a table of an earlier version gets the index that it lacks', async () => {
  const TableName = tableName('channels');
  const [owner, state] = channelsTable.indexes;
  const before = { ...channelsTable, indexes: [owner, state] };
  await createTable(client, TableName, before);
  const said = { id: { S: 'chat#1' }, chatOf: { S: 'channel' }, sentAt: { S: '2026' } };
  await client.send(new PutItemCommand({ TableName, Item: said }));

  await cloud.make();
  const { Items } = await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'chat',
      KeyConditionExpression: 'chatOf = :channel',
      ExpressionAttributeValues: { ':channel': { S: 'channel' } },
    }),
  );
  expect(Items).toEqual([said]);
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(
    channelsTable.indexes.map(({ name }) => name),
  );
});
