import type * as aws from '@pulumi/aws';
import type { TableDefinition } from '@tidecast/platform/storage/tables';

/**
 * A table definition as arguments for the provider: on demand, encrypted with a key whose use
 * CloudTrail records, every index with all attributes.
 *
 * @param protect - whether AWS refuses to delete durable tables, which are always backed up
 */
export function tableArgs(definition: TableDefinition, protect: boolean): aws.dynamodb.TableArgs {
  const { partitionKey, indexes, timeToLive, durable } = definition;
  // DynamoDB refuses an attribute that no key uses or that is listed twice.
  const types = new Map(
    [partitionKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])].map(
      ({ name, type }) => [name, type],
    ),
  );
  return {
    billingMode: 'PAY_PER_REQUEST',
    hashKey: partitionKey.name,
    attributes: [...types].map(([name, type]) => ({ name, type })),
    ...(indexes.length > 0 && {
      globalSecondaryIndexes: indexes.map((index) => ({
        name: index.name,
        keySchemas: [
          { attributeName: index.partitionKey.name, keyType: 'HASH' },
          { attributeName: index.sortKey.name, keyType: 'RANGE' },
        ],
        projectionType: 'ALL',
      })),
    }),
    ...(timeToLive !== undefined && { ttl: { enabled: true, attributeName: timeToLive } }),
    ...(durable && { pointInTimeRecovery: { enabled: true } }),
    serverSideEncryption: { enabled: true },
    deletionProtectionEnabled: durable && protect,
  };
}
