import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import db from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { AwsError } from '../aws/errors.ts';
import { localAccount } from '../aws/service.ts';
import { atomicView, type Done, type Json, type Store } from './dynalite-store.ts';

/** The operations that dynalite has an action and validations for. */
const operations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
];

/** Writes of one item, made atomic with their index entries. */
const itemWrites = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

type Action = (store: Store, input: Json, done: Done<Json>) => void;

interface Operation {
  readonly action: Action;
  readonly types: unknown;
  readonly custom: unknown;
}

/**
 * dynalite without its HTTP server, which dies with the process when a client leaves in the middle
 * of a body or when the store fails: here both are errors of one request.
 */
export class DynaliteEngine {
  readonly store: Store;
  readonly #operations: ReadonlyMap<string, Operation>;

  private constructor(store: Store, operations: ReadonlyMap<string, Operation>) {
    this.store = store;
    this.#operations = operations;
  }

  /**
   * @param dataDir - where its database lies; in memory when absent
   * @throws when another process has the database open
   */
  static async open(dataDir: string | undefined): Promise<DynaliteEngine> {
    if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
    const store = db.create({
      ...(dataDir !== undefined && { path: join(dataDir, 'dynamodb') }),
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
    });
    await store.db.open().catch((cause: unknown) => {
      throw new Error(`cannot open the DynamoDB data in ${dataDir}: is another Tidecast running?`, {
        cause,
      });
    });
    store.tableDb.awsAccountId = localAccount.accountId;
    store.tableDb.awsRegion = localAccount.region;
    const loaded = await Promise.all(operations.map(load));
    const engine = new DynaliteEngine(store, new Map(loaded));
    await engine.#settleTables();
    return engine;
  }

  /**
   * Runs one operation.
   *
   * @throws AwsError with DynamoDB's code
   */
  async run(name: string, input: Json): Promise<Json> {
    const operation = this.#operations.get(name);
    if (!operation)
      throw new AwsError(
        'com.amazon.coral.service#UnknownOperationException',
        `the local DynamoDB does not know the operation ${JSON.stringify(name)}`,
      );
    // dynalite drops members it does not know, this one too, so it is looked at before.
    const wantsItem = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    let before: Json | undefined;
    const store = itemWrites.has(name)
      ? atomicView(this.store, (item) => {
          before = item;
        })
      : this.store;
    try {
      const checked = validations.checkTypes(input, operation.types);
      validations.checkValidations(checked, operation.types, operation.custom, store);
      return await new Promise<Json>((resolve, reject) => {
        operation.action(store, checked, (error, output) =>
          error ? reject(error) : resolve(output ?? {}),
        );
      });
    } catch (error) {
      throw toAwsError(error, wantsItem ? before : undefined);
    }
  }

  async close(): Promise<void> {
    await this.store.db.close();
  }

  /** A process killed between two steps of CreateTable or DeleteTable left the table between them. */
  async #settleTables(): Promise<void> {
    for (const name of await this.tableNames()) {
      const { Table: table } = await this.run('DescribeTable', { TableName: name });
      const { TableStatus: status, GlobalSecondaryIndexes: indexes } = table as {
        TableStatus: string;
        GlobalSecondaryIndexes?: Json[];
      };
      if (status === 'DELETING') await this.run('DeleteTable', { TableName: name });
      if (status !== 'CREATING') continue;
      const settled = {
        ...(table as Json),
        TableStatus: 'ACTIVE',
        ...(indexes && {
          GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: 'ACTIVE' })),
        }),
      };
      await this.saveTable(name, settled);
    }
  }

  /** Saves a table's description, as returned by DescribeTable. */
  saveTable(name: string, description: Json): Promise<void> {
    return new Promise((resolve, reject) => {
      this.store.tableDb.put(name, description, (error) => (error ? reject(error) : resolve()));
    });
  }

  async tableNames(): Promise<string[]> {
    const { TableNames: names } = await this.run('ListTables', {});
    return names as string[];
  }
}

async function load(name: string): Promise<[string, Operation]> {
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  const [action, validation] = (await Promise.all([
    import(`dynalite/actions/${file}.js`),
    import(`dynalite/validations/${file}.js`),
  ])) as [{ default: Action }, { default: { types: unknown; custom?: unknown } }];
  const { types, custom } = validation.default;
  return [name, { action: action.default, types, custom }];
}

function toAwsError(error: unknown, item: Json | undefined): unknown {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return error;
  const body = error.body as { __type: string; message?: string; Message?: string };
  const conditionFailed = body.__type.endsWith('#ConditionalCheckFailedException');
  return new AwsError(
    body.__type,
    body.message ?? body.Message ?? '',
    Number(error.statusCode),
    conditionFailed && item ? { Item: item } : {},
  );
}
