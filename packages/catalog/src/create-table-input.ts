import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { KeyDefinition, TableDefinition } from '@tidecast/platform/storage/tables';

/**
 * A table definition as input for DynamoDB's CreateTable: on demand, every index with all
 * attributes. Time to live is not part of CreateTable: set it afterwards where the definition names
 * an attribute for it.
 *
 * @param name - 3 to 255 characters, as DynamoDB asks
 */
export function createTableInput(
  name: string,
  definition: TableDefinition,
): CreateTableCommandInput & { TableName: string } {
  const keys = [
    definition.partitionKey,
    ...definition.indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
  ];
  const types = new Map(keys.map((key) => [key.name, key.type]));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(definition.partitionKey),
    ...(definition.indexes.length > 0 && {
      GlobalSecondaryIndexes: definition.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: 'ALL' as const },
      })),
    }),
  };
}

function keySchema(partitionKey: KeyDefinition, sortKey?: KeyDefinition) {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' as const },
    ...(sortKey ? [{ AttributeName: sortKey.name, KeyType: 'RANGE' as const }] : []),
  ];
}
