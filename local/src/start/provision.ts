import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTableInput } from '@tidecast/catalog/create-table-input';
import { type TableDefinition, tables } from '@tidecast/platform/storage/tables';
import { uploadAccess } from '@tidecast/platform/storage/uploads';
import { localAccount } from '../aws/service.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { bucketNames, tableName } from './names.ts';

export interface ProvisionOptions {
  readonly awsUrl: string;
  readonly store: Pick<ObjectStore, 'createBucket'>;
  /** Origins of the pages that upload from the browser. */
  readonly pageOrigins: readonly string[];
  /** Remembers between starts what has been made. */
  readonly stateFile: string;
}

const requestTimeoutMs = 10_000;

/**
 * Creates what the stack creates in AWS: buckets and tables. Everything may exist already, and
 * tables of an earlier version get missing indexes.
 *
 * Requests are skipped when exactly this set was created before, because loading the SDK would cost
 * every start half a second and 40 MB.
 */
export async function provision(options: ProvisionOptions): Promise<void> {
  for (const name of Object.values(bucketNames)) options.store.createBucket(name);
  const wanted = createHash('sha256')
    .update(JSON.stringify([tables, bucketNames, options.pageOrigins]))
    .digest('hex');
  if ((await readFile(options.stateFile, 'utf8').catch(() => '')) === wanted) return;
  await Promise.all([createTables(options.awsUrl), allowUploads(options)]);
  await writeFile(options.stateFile, wanted);
}

function clientOptions(endpoint: string) {
  const { region, accessKeyId, secretAccessKey } = localAccount;
  return {
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: { requestTimeout: requestTimeoutMs, connectionTimeout: requestTimeoutMs },
  };
}

async function createTables(awsUrl: string): Promise<void> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient(clientOptions(awsUrl));
  try {
    const names = Object.keys(tables) as (keyof typeof tables)[];
    await Promise.all(names.map((name) => ensureTable(client, tableName(name), tables[name])));
  } finally {
    client.destroy();
  }
}

async function ensureTable(
  client: DynamoDBClient,
  name: string,
  definition: TableDefinition,
): Promise<void> {
  const { DescribeTimeToLiveCommand, ResourceInUseException, UpdateTimeToLiveCommand } =
    await import('@aws-sdk/client-dynamodb');
  const { createTable } = await import('@tidecast/catalog/create-table');
  try {
    await createTable(client, name, definition);
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    await addMissingIndexes(client, name, definition);
  }
  if (!definition.timeToLive) return;
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: name }),
  );
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { AttributeName: definition.timeToLive, Enabled: true },
    }),
  );
}

/** One after another, as DynamoDB itself takes them. */
async function addMissingIndexes(
  client: DynamoDBClient,
  name: string,
  definition: TableDefinition,
): Promise<void> {
  const { DescribeTableCommand, UpdateTableCommand } = await import('@aws-sdk/client-dynamodb');
  const { tableIsActive } = await import('@tidecast/catalog/create-table');
  await tableIsActive(client, name);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  const there = new Set(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  const wanted = createTableInput(name, definition);
  for (const index of wanted.GlobalSecondaryIndexes ?? []) {
    if (there.has(index.IndexName)) continue;
    await client.send(
      new UpdateTableCommand({
        TableName: name,
        AttributeDefinitions: wanted.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      }),
    );
    await tableIsActive(client, name);
  }
}

/** Lets the page PUT parts into the source bucket, and read the ETag that completes an upload. */
async function allowUploads({ awsUrl, pageOrigins }: ProvisionOptions): Promise<void> {
  const { PutBucketCorsCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client(clientOptions(awsUrl));
  try {
    await client.send(
      new PutBucketCorsCommand({
        Bucket: bucketNames.source,
        CORSConfiguration: {
          CORSRules: [
            {
              AllowedOrigins: [...pageOrigins],
              AllowedMethods: [...uploadAccess.methods],
              AllowedHeaders: [...uploadAccess.requestHeaders],
              ExposeHeaders: [...uploadAccess.answerHeaders],
              MaxAgeSeconds: uploadAccess.maxAgeSeconds,
            },
          ],
        },
      }),
    );
  } finally {
    client.destroy();
  }
}
