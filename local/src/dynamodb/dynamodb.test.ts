import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  type GlobalSecondaryIndexDescription,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { tableIsActive } from '@tidecast/catalog/create-table';
import { until } from '../../../test/until.ts';
import { startAwsEndpoint } from '../aws/endpoint.ts';
import { localAccount } from '../aws/service.ts';
import { createDynamoDb } from './dynamodb.ts';

const TableName = 'videos-under-test';

function clientOf(endpoint: string, secretAccessKey: string = localAccount.secretAccessKey) {
  const { region, accessKeyId } = localAccount;
  return new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}

async function start(dataDir: string, sweepEveryMillis = 60_000) {
  const service = await createDynamoDb({ dataDir, sweepEveryMillis });
  const endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services: [service] });
  const client = clientOf(endpoint.url);
  return {
    url: endpoint.url,
    client,
    async close() {
      client.destroy();
      await endpoint.close();
      await service.close();
    },
  };
}

const tableInput: CreateTableCommandInput = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'made', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'owner',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'made', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

/** The table, once it can be used. */
async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(new CreateTableCommand(tableInput));
  await tableIsActive(client, TableName);
}

async function deleteTable(client: DynamoDBClient): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: 60, minDelay: 0.05 }, { TableName });
}

const item = (id: string, owner: string, made: string) => ({
  id: { S: id },
  owner: { S: owner },
  made: { S: made },
});

describe('one table', () => {
  let dataDir: string;
  let cloud: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'dynamodb-'));
    cloud = await start(dataDir);
  });
  beforeEach(async () => {
    await createTable(cloud.client);
  });
  afterEach(async () => {
    await deleteTable(cloud.client);
  });
  afterAll(async () => {
    await cloud.close();
    await rm(dataDir, { recursive: true });
  });

  const get = async (id: string) =>
    (await cloud.client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item;
  const byOwner = async (owner: string) => {
    const { Items = [] } = await cloud.client.send(
      new QueryCommand({
        TableName,
        IndexName: 'owner',
        KeyConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: owner } },
        ScanIndexForward: false,
      }),
    );
    return Items.map(({ id }) => id?.S);
  };

  test('is described with its account, region and index', async () => {
    const { Table } = await cloud.client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.TableArn).toBe(`arn:aws:dynamodb:ap-northeast-2:000000000000:table/${TableName}`);
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexStatus }) => IndexStatus)).toEqual([
      'ACTIVE',
    ]);
  });

  test('keeps its index in step with puts, updates and deletes', async () => {
    await cloud.client.send(new PutItemCommand({ TableName, Item: item('a', 'kim', '1') }));
    await cloud.client.send(new PutItemCommand({ TableName, Item: item('b', 'kim', '2') }));
    expect(await byOwner('kim')).toEqual(['b', 'a']);
    await cloud.client.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: 'b' } },
        UpdateExpression: 'SET #owner = :lee',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':lee': { S: 'lee' } },
      }),
    );
    expect(await byOwner('kim')).toEqual(['a']);
    expect(await byOwner('lee')).toEqual(['b']);
    await cloud.client.send(new DeleteItemCommand({ TableName, Key: { id: { S: 'b' } } }));
    expect(await byOwner('lee')).toEqual([]);
    expect(await get('b')).toBeUndefined();
  });

  test('refuses a write whose condition fails, and says what is there', async () => {
    const put = new PutItemCommand({
      TableName,
      Item: item('once', 'kim', '1'),
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await cloud.client.send(put);
    const refusal = await cloud.client.send(put).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refusal).toHaveProperty('Item', item('once', 'kim', '1'));
  });

  test('lets exactly one of many writers win', async () => {
    const put = (made: string) =>
      cloud.client.send(
        new PutItemCommand({
          TableName,
          Item: item('race', 'kim', made),
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      );
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => put(String(n))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await byOwner('kim')).toEqual(['race']);
  });

  test('loses no update of a counter', async () => {
    const add = () =>
      cloud.client.send(
        new UpdateItemCommand({
          TableName,
          Key: { id: { S: 'counter' } },
          UpdateExpression: 'ADD seen :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        }),
      );
    await Promise.all(Array.from({ length: 50 }, add));
    expect((await get('counter'))?.seen).toEqual({ N: '50' });
  });

  test('refuses what is not done here, by name', async () => {
    const transaction = cloud.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: item('a', 'kim', '1') } }],
      }),
    );
    await expect(transaction).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('TransactWriteItems'),
    });
  });

  test('says that nothing is backed up', async () => {
    const { ContinuousBackupsDescription: description } = await cloud.client.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );
    const { PointInTimeRecoveryStatus } = description?.PointInTimeRecoveryDescription ?? {};
    expect(PointInTimeRecoveryStatus).toBe('DISABLED');
  });

  test('gets an index later, with what is there already', async () => {
    for (const id of ['a', 'b', 'c'])
      await cloud.client.send(new PutItemCommand({ TableName, Item: item(id, 'kim', id) }));
    const add = new UpdateTableCommand({
      TableName,
      AttributeDefinitions: [
        { AttributeName: 'made', AttributeType: 'S' },
        { AttributeName: 'id', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'made',
            KeySchema: [{ AttributeName: 'made', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    });
    await cloud.client.send(add);
    await cloud.client.send(new PutItemCommand({ TableName, Item: item('d', 'kim', 'b') }));
    const { Items = [] } = await cloud.client.send(
      new QueryCommand({
        TableName,
        IndexName: 'made',
        KeyConditionExpression: 'made = :made',
        ExpressionAttributeValues: { ':made': { S: 'b' } },
      }),
    );
    expect(Items).toEqual(expect.arrayContaining([item('b', 'kim', 'b'), item('d', 'kim', 'b')]));
    expect(Items).toHaveLength(2);
    expect(await byOwner('kim')).toHaveLength(4);
    const { Table } = await cloud.client.send(new DescribeTableCommand({ TableName }));
    const status = (index: GlobalSecondaryIndexDescription) => [index.IndexName, index.IndexStatus];
    expect(Table?.GlobalSecondaryIndexes?.map(status)).toEqual([
      ['owner', 'ACTIVE'],
      ['made', 'ACTIVE'],
    ]);
    await expect(cloud.client.send(add)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      cloud.client.send(
        new UpdateTableCommand({
          TableName,
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'made' } }],
        }),
      ),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('forgets the expiry setting with the table', async () => {
    const enable = new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { AttributeName: 'expire', Enabled: true },
    });
    const state = async () => {
      const answer = await cloud.client.send(new DescribeTimeToLiveCommand({ TableName }));
      return answer.TimeToLiveDescription;
    };
    await cloud.client.send(enable);
    expect(await state()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expire' });
    await expect(cloud.client.send(enable)).rejects.toThrow('already enabled');
    await deleteTable(cloud.client);
    await createTable(cloud.client);
    expect(await state()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  test('goes on after a client that leaves in the middle of a body', async () => {
    const { port } = new URL(cloud.url);
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.write(
        [
          'POST / HTTP/1.1',
          'host: x',
          'x-amz-target: DynamoDB_20120810.Scan',
          'x-amz-date: 20260101T000000Z',
          'authorization: AWS4-HMAC-SHA256 Credential=tidecast/20260101/ap-northeast-2/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
          'content-length: 1000',
          '',
          '{"half',
        ].join('\r\n'),
        () => resolve(),
      );
    });
    socket.destroy();
    await cloud.client.send(new PutItemCommand({ TableName, Item: item('a', 'kim', '1') }));
    expect(await get('a')).toEqual(item('a', 'kim', '1'));
  });

  test('refuses a wrong secret and no signature at all', async () => {
    const stranger = clientOf(cloud.url, 'not-the-secret');
    await expect(stranger.send(new ScanCommand({ TableName }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    stranger.destroy();
    const anonymous = await fetch(cloud.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.Scan' },
      body: JSON.stringify({ TableName }),
    });
    expect(anonymous.status).toBe(403);
    expect(await anonymous.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});

describe('the data', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  test('outlives the process, and what has expired is deleted', async () => {
    const first = await start(dataDir);
    await createTable(first.client);
    const put = (id: string, expire: number) =>
      first.client.send(
        new PutItemCommand({
          TableName,
          Item: { ...item(id, 'kim', id), expire: { N: String(expire) } },
        }),
      );
    const now = Math.floor(Date.now() / 1000);
    await put('old', now - 60);
    await put('new', now + 3600);
    await first.client.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: 'expire', Enabled: true },
      }),
    );
    await first.close();

    const second = await start(dataDir, 10);
    const left = await until(async () => {
      const { Count, Items } = await second.client.send(new ScanCommand({ TableName }));
      return Count === 1 && Items;
    });
    expect(left.map(({ id }) => id?.S)).toEqual(['new']);
    await second.close();
  });

  test('is refused to a second process with a reason', async () => {
    const first = await start(dataDir);
    await expect(createDynamoDb({ dataDir })).rejects.toThrow('is another Tidecast running?');
    await first.close();
  });
});
