import { AwsError } from '../aws/errors.ts';
import type { DynaliteEngine } from './dynalite-engine.ts';
import type { Json } from './dynalite-store.ts';

/** Which attribute of a table's items holds their expiry in Unix seconds. Kept with the data. */
export class TimeToLive {
  readonly #engine: DynaliteEngine;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(engine: DynaliteEngine) {
    this.#engine = engine;
  }

  /** Deletes expired items at an interval, until {@link stop}. */
  start(everyMillis: number): void {
    this.#timer = setInterval(() => {
      this.#sweeping = this.#sweeping
        .then(() => this.sweep())
        .catch((error) => console.error('local dynamodb: failed to delete expired items:', error));
    }, everyMillis);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async describe(input: Json): Promise<Json> {
    const attribute = await this.#attribute(await this.#tableName(input));
    return {
      TimeToLiveDescription:
        attribute === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
    };
  }

  async update(input: Json): Promise<Json> {
    const table = await this.#tableName(input);
    const specification = input.TimeToLiveSpecification as Json | undefined;
    const { AttributeName: attribute, Enabled: enabled } = specification ?? {};
    if (typeof attribute !== 'string' || attribute === '' || typeof enabled !== 'boolean')
      throw invalid('TimeToLiveSpecification needs AttributeName and Enabled');
    if ((await this.#attribute(table)) === (enabled ? attribute : undefined))
      throw invalid(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
    await this.#write(table, enabled ? attribute : undefined);
    return { TimeToLiveSpecification: specification };
  }

  /** A new table with the same name must not inherit the setting. */
  async forget(table: string): Promise<void> {
    await this.#write(table, undefined);
  }

  /** Deletes the items whose time has passed. */
  async sweep(now = Date.now()): Promise<void> {
    for (const table of await this.#engine.tableNames()) {
      const attribute = await this.#attribute(table);
      if (attribute !== undefined) await this.#sweepTable(table, attribute, now);
    }
  }

  async #sweepTable(table: string, attribute: string, now: number): Promise<void> {
    // The condition also stands in the delete: an item may get more time in between.
    const expired = {
      ExpressionAttributeNames: { '#expiry': attribute },
      ExpressionAttributeValues: {
        ':now': { N: String(Math.floor(now / 1000)) },
        ':number': { S: 'N' },
      },
    };
    const condition = 'attribute_type(#expiry, :number) AND #expiry < :now';
    const { Table: description } = await this.#engine.run('DescribeTable', { TableName: table });
    const keyNames = (description as { KeySchema: { AttributeName: string }[] }).KeySchema.map(
      (key) => key.AttributeName,
    );
    let from: unknown;
    do {
      const page: Json = await this.#engine.run('Scan', {
        TableName: table,
        FilterExpression: condition,
        ...expired,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      });
      for (const item of page.Items as Json[]) {
        if (this.#closed) return;
        await this.#engine
          .run('DeleteItem', {
            TableName: table,
            Key: Object.fromEntries(keyNames.map((name) => [name, item[name]])),
            ConditionExpression: condition,
            ...expired,
          })
          .catch(ignoreConditionFailed);
      }
      from = page.LastEvaluatedKey;
    } while (from !== undefined && !this.#closed);
  }

  async #tableName(input: Json): Promise<string> {
    const name = input.TableName;
    // Fails as DynamoDB does when the table is not there.
    await this.#engine.run('DescribeTable', { TableName: name });
    return String(name);
  }

  #attribute(table: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.#engine.store.db.get(settingKey(table), (error, setting) => {
        if (error && error.name !== 'NotFoundError') reject(error);
        else resolve(typeof setting?.attribute === 'string' ? setting.attribute : undefined);
      });
    });
  }

  #write(table: string, attribute: string | undefined): Promise<void> {
    const { db } = this.#engine.store;
    return new Promise((resolve, reject) => {
      const done = (error: Error | null | undefined) => (error ? reject(error) : resolve());
      if (attribute === undefined) db.del(settingKey(table), done);
      else db.put(settingKey(table), { attribute }, done);
    });
  }
}

/** Beside dynalite's own prefixes `table~`, `item-…~`, `index-…~` and `tag-…~`. */
function settingKey(table: string): string {
  return `time-to-live~${table}`;
}

function invalid(message: string): AwsError {
  return new AwsError('com.amazon.coral.validate#ValidationException', message);
}

function ignoreConditionFailed(error: unknown): void {
  const failed =
    error instanceof AwsError && error.code.endsWith('#ConditionalCheckFailedException');
  if (!failed) throw error;
}
