/** What dynalite keeps its data in, as its actions see it. */

export type Done<T = void> = (error: Error | null | undefined, value?: T) => void;

/** A DynamoDB item or request in DynamoDB's own JSON. */
export type Json = Record<string, unknown>;

interface BatchOperation {
  readonly type: 'put' | 'del';
  readonly key: string;
  readonly value?: unknown;
}

/** One table's items or one index's entries: keys with a common prefix in the one database. */
interface SubDatabase {
  put(key: string, value: unknown, done: Done): void;
  get(key: string, done: Done<Json>): void;
  del(key: string, done: Done): void;
  lock: unknown;
}

export interface Store {
  readonly db: {
    open(): Promise<void>;
    close(): Promise<void>;
    put(key: string, value: unknown, done: Done): void;
    get(key: string, done: Done<Json>): void;
    del(key: string, done: Done): void;
    batch(operations: readonly BatchOperation[], done: Done): void;
  };
  readonly tableDb: SubDatabase & { awsAccountId: string; awsRegion: string };
  getItemDb(table: string): SubDatabase;
  getIndexDb(type: string, table: string, index: string): SubDatabase;
}

/**
 * A view of the store for the writing of one item: the item and its index entries reach the disk in
 * one batch, so that a killed process leaves no index entry without its item, nor the reverse.
 *
 * @param seen - called with the item as it was when the write decided
 */
export function atomicView(store: Store, seen: (item: Json | undefined) => void): Store {
  const pending: BatchOperation[] = [];
  const indexDb = (type: string, table: string, index: string): SubDatabase => {
    const prefix = `index-${type.toLowerCase()}~${table}~${index}~`;
    return {
      ...store.getIndexDb(type, table, index),
      put(key, value, done) {
        pending.push({ type: 'put', key: prefix + key, value });
        done(null);
      },
      del(key, done) {
        pending.push({ type: 'del', key: prefix + key });
        done(null);
      },
    };
  };
  const itemDb = (table: string): SubDatabase => {
    const items = store.getItemDb(table);
    const write = (operation: BatchOperation, done: Done) =>
      store.db.batch([...pending, { ...operation, key: `item-${table}~${operation.key}` }], done);
    return {
      ...items,
      get: (key, done) =>
        items.get(key, (error, item) => {
          seen(item);
          done(error, item);
        }),
      put: (key, value, done) => write({ type: 'put', key, value }, done),
      del: (key, done) => write({ type: 'del', key }, done),
    };
  };
  return { ...store, getIndexDb: indexDb, getItemDb: itemDb };
}
