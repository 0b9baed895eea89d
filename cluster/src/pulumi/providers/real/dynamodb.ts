import {
  type AttributeDefinition,
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { tableIsActive } from '../../../../../packages/catalog/src/create-table.ts';
import type { RealService } from '../../inventory/inventory.ts';
import { isProperties, type Properties } from '../../values.ts';

/** Tables with their indexes and the attribute by which items expire. */
export function dynamoDbServices(client: DynamoDBClient): Readonly<Record<string, RealService>> {
  return {
    'aws:dynamodb/table:Table': {
      async create(inputs, name) {
        const { TableDescription } = await client.send(
          new CreateTableCommand({
            TableName: name,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: attributes(inputs),
            KeySchema: keys(inputs),
            ...(indexes(inputs).length > 0 && { GlobalSecondaryIndexes: indexes(inputs) }),
          }),
        );
        await tableIsActive(client, name);
        await expire(client, name, inputs);
        return { id: name, name, arn: TableDescription?.TableArn };
      },
      async update(name, inputs, olds) {
        const before = indexes(olds).map(({ IndexName }) => IndexName);
        for (const index of indexes(inputs)) {
          if (before.includes(index.IndexName)) continue;
          await client.send(
            new UpdateTableCommand({
              TableName: name,
              AttributeDefinitions: attributes(inputs),
              GlobalSecondaryIndexUpdates: [{ Create: index }],
            }),
          );
          await tableIsActive(client, name);
        }
        return {};
      },
      async delete(name) {
        await client.send(new DeleteTableCommand({ TableName: name }));
        await waitUntilTableNotExists(
          { client, maxWaitTime: 60, minDelay: 0.05 },
          { TableName: name },
        );
      },
    },
  };
}

async function expire(client: DynamoDBClient, name: string, { ttl }: Properties): Promise<void> {
  if (!isProperties(ttl) || ttl.enabled !== true) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { AttributeName: String(ttl.attributeName), Enabled: true },
    }),
  );
}

function attributes({ attributes: given }: Properties): AttributeDefinition[] {
  return objects(given).map(({ name, type }) => ({
    AttributeName: String(name),
    AttributeType: type === 'N' || type === 'B' ? type : 'S',
  }));
}

function keys({ hashKey, rangeKey }: Properties): KeySchemaElement[] {
  return [
    { AttributeName: String(hashKey), KeyType: 'HASH' },
    ...(rangeKey === undefined
      ? []
      : [{ AttributeName: String(rangeKey), KeyType: 'RANGE' as const }]),
  ];
}

function indexes({ globalSecondaryIndexes }: Properties): GlobalSecondaryIndex[] {
  return objects(globalSecondaryIndexes).map((index) => ({
    IndexName: String(index.name),
    KeySchema: index.keySchemas
      ? objects(index.keySchemas).map(({ attributeName, keyType }) => ({
          AttributeName: String(attributeName),
          KeyType: keyType === 'RANGE' ? 'RANGE' : 'HASH',
        }))
      : keys(index),
    Projection: { ProjectionType: projection(index.projectionType) },
  }));
}

function projection(type: unknown): 'ALL' | 'KEYS_ONLY' {
  if (type === 'ALL' || type === 'KEYS_ONLY') return type;
  throw new Error(`the local DynamoDB is not asked here for the projection ${type}`);
}

function objects(value: unknown): Properties[] {
  return Array.isArray(value) ? value.filter(isProperties) : [];
}
