/**
 * The DynamoDB tables as data. The Pulumi program and the local cloud create them from here, and
 * the catalog takes its key and index names from here, so the three cannot drift apart.
 */

/** DynamoDB's scalar key types: string or number. */
export type KeyType = 'S' | 'N';

export interface KeyDefinition {
  readonly name: string;
  readonly type: KeyType;
}

export interface IndexDefinition {
  readonly name: string;
  readonly partitionKey: KeyDefinition;
  readonly sortKey: KeyDefinition;
}

export interface TableDefinition {
  readonly partitionKey: KeyDefinition;
  readonly indexes: readonly IndexDefinition[];
  /** Attribute holding the expiry in Unix seconds; absent where nothing expires. */
  readonly timeToLive?: string;
  /**
   * Whether rows hold something a person made: if so, the table is backed up and, in prod,
   * protected.
   */
  readonly durable: boolean;
}

const text = (name: string): KeyDefinition => ({ name, type: 'S' });

/**
 * Every index is sparse: an item that lacks either key attribute is not in it.
 * - `owner`: a person's videos by creation time.
 * - `public`: published public videos, one partition a month, by publication time.
 * - `status`: videos that are not settled yet, by the last time they moved.
 */
export const videosTable = {
  partitionKey: text('id'),
  indexes: [
    { name: 'owner', partitionKey: text('ownerId'), sortKey: text('createdAt') },
    { name: 'public', partitionKey: text('publicMonth'), sortKey: text('publishedAt') },
    { name: 'status', partitionKey: text('pendingStatus'), sortKey: text('movedAt') },
  ],
  durable: true,
} as const satisfies TableDefinition;

/**
 * - `owner`: a person's channels by creation time.
 * - `state`: channels on the air, by the start of their streams.
 * - `chat`: messages of a channel's chat, by when they were sent; these rows expire.
 */
export const channelsTable = {
  partitionKey: text('id'),
  indexes: [
    { name: 'owner', partitionKey: text('ownerId'), sortKey: text('createdAt') },
    { name: 'state', partitionKey: text('state'), sortKey: text('startedAt') },
    { name: 'chat', partitionKey: text('chatOf'), sortKey: text('sentAt') },
  ],
  timeToLive: 'expire',
  durable: true,
} as const satisfies TableDefinition;

/**
 * Data that expires by itself: rate-limit points, recent views, encoding minutes used today, claims
 * on work, answers that processes share. The names of the key and the expiry are prescribed by
 * rate-limiter-flexible's DynamoDB store.
 */
export const expiringTable = {
  partitionKey: text('key'),
  indexes: [],
  timeToLive: 'expire',
  durable: false,
} as const satisfies TableDefinition;

/** Every table by the short name used in resource names and environment variables. */
export const tables = {
  videos: videosTable,
  channels: channelsTable,
  expiring: expiringTable,
} as const satisfies Record<string, TableDefinition>;
