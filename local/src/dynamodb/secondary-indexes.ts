/** Indexes that are added to a table with items in it: dynalite takes such an UpdateTable and does nothing. */
import { z } from 'zod';
import { AwsError } from '../aws/errors.ts';
import type { DynaliteEngine } from './dynalite-engine.ts';
import type { Json } from './dynalite-store.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })).min(1);
const attributeDefinitions = z.array(
  z.object({ AttributeName: z.string(), AttributeType: z.string() }),
);

const updateSchema = z.object({
  TableName: z.string(),
  AttributeDefinitions: attributeDefinitions.default([]),
  GlobalSecondaryIndexUpdates: z
    .array(
      z.strictObject({
        Create: z.object({
          IndexName: z.string().min(3),
          KeySchema: keySchema,
          Projection: z.object({ ProjectionType: z.string() }),
        }),
      }),
    )
    .min(1),
});

const tableSchema = z.looseObject({
  TableArn: z.string(),
  KeySchema: keySchema,
  AttributeDefinitions: attributeDefinitions,
  GlobalSecondaryIndexes: z
    .array(z.looseObject({ IndexName: z.string(), IndexStatus: z.string() }))
    .default([]),
});
type Table = z.output<typeof tableSchema>;

/** Whether a request is for {@link addIndexes}. */
export function addsIndexes(input: Json): boolean {
  return Array.isArray(input.GlobalSecondaryIndexUpdates);
}

/**
 * UpdateTable that adds indexes, of the items too that are there. Anything else it could do with
 * indexes is refused.
 *
 * @returns the answer once the indexes can be queried
 * @throws AwsError `ValidationException`
 */
export async function addIndexes(engine: DynaliteEngine, input: Json): Promise<Json> {
  const parsed = updateSchema.safeParse(input);
  if (!parsed.success)
    throw invalid(`indexes can only be created here: ${z.prettifyError(parsed.error)}`);
  const { TableName: name, AttributeDefinitions, GlobalSecondaryIndexUpdates } = parsed.data;
  const table = await describe(engine, name);
  const added = GlobalSecondaryIndexUpdates.map(({ Create }) => Create);
  for (const { IndexName, KeySchema } of added) {
    if (table.GlobalSecondaryIndexes.some((index) => index.IndexName === IndexName))
      throw invalid(`Attempting to create an index which already exists: ${IndexName}`);
    const known = [...table.AttributeDefinitions, ...AttributeDefinitions];
    for (const { AttributeName } of KeySchema)
      if (!known.some((attribute) => attribute.AttributeName === AttributeName))
        throw invalid(`${AttributeName} of the index ${IndexName} is not in AttributeDefinitions`);
  }
  await engine.saveTable(name, {
    ...table,
    AttributeDefinitions: [
      ...table.AttributeDefinitions,
      ...AttributeDefinitions.filter(
        ({ AttributeName }) =>
          !table.AttributeDefinitions.some((known) => known.AttributeName === AttributeName),
      ),
    ],
    GlobalSecondaryIndexes: [
      ...table.GlobalSecondaryIndexes,
      ...added.map((index) => ({
        ...index,
        IndexArn: `${table.TableArn}/index/${index.IndexName}`,
        IndexStatus: 'CREATING',
        IndexSizeBytes: 0,
        ItemCount: 0,
        ProvisionedThroughput: {
          ReadCapacityUnits: 0,
          WriteCapacityUnits: 0,
          NumberOfDecreasesToday: 0,
        },
      })),
    ],
  });
  return { TableDescription: await finish(engine, name) };
}

/** Goes on with indexes whose making a kill cut short. */
export async function finishIndexes(engine: DynaliteEngine): Promise<void> {
  for (const name of await engine.tableNames()) {
    const { GlobalSecondaryIndexes: indexes } = await describe(engine, name);
    if (indexes.some(({ IndexStatus }) => IndexStatus === 'CREATING')) await finish(engine, name);
  }
}

/** Enters what is there into the new indexes, by writing each item as it is. */
async function finish(engine: DynaliteEngine, name: string): Promise<Table> {
  const { KeySchema } = await describe(engine, name);
  const keys = KeySchema.map(({ AttributeName }) => AttributeName);
  let from: unknown;
  do {
    const page: Json = await engine.run('Scan', {
      TableName: name,
      ...(from !== undefined && { ExclusiveStartKey: from }),
    });
    for (const item of page.Items as Json[])
      await engine
        .run('UpdateItem', {
          TableName: name,
          Key: Object.fromEntries(keys.map((key) => [key, item[key]])),
          // One that was deleted meanwhile must not come back.
          ConditionExpression: 'attribute_exists(#key)',
          ExpressionAttributeNames: { '#key': keys[0] },
        })
        .catch(ignoreConditionFailed);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  const table = await describe(engine, name);
  const GlobalSecondaryIndexes = table.GlobalSecondaryIndexes.map((index) => ({
    ...index,
    IndexStatus: 'ACTIVE',
  }));
  const finished = { ...table, GlobalSecondaryIndexes };
  await engine.saveTable(name, finished);
  return finished;
}

async function describe(engine: DynaliteEngine, name: string): Promise<Table> {
  const { Table } = await engine.run('DescribeTable', { TableName: name });
  return tableSchema.parse(Table);
}

function invalid(message: string): AwsError {
  return new AwsError('com.amazon.coral.validate#ValidationException', message);
}

function ignoreConditionFailed(error: unknown): void {
  const failed =
    error instanceof AwsError && error.code.endsWith('#ConditionalCheckFailedException');
  if (!failed) throw error;
}
