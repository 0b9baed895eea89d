import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../storage/database.ts';

export interface ChannelRecord {
  readonly arn: string;
  readonly name: string;
  readonly latencyMode: string;
  readonly type: string;
  /** Empty: nothing is recorded. */
  readonly recordingConfigurationArn: string;
  readonly insecureIngest: boolean;
  readonly preset: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface StreamKeyRecord {
  readonly arn: string;
  readonly channelArn: string;
  readonly value: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface RecordingConfigurationRecord {
  readonly arn: string;
  readonly name: string;
  readonly bucket: string;
  readonly thumbnails: {
    readonly recordingMode: 'INTERVAL' | 'DISABLED';
    readonly targetIntervalSeconds: number;
  };
  readonly reconnectWindowSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A stream that has not ended yet, so that a start after a kill can say that it has. */
export interface OpenStream {
  readonly id: string;
  readonly channelArn: string;
  /** Whether anybody could watch it. */
  readonly started: boolean;
}

const schema = `
  CREATE TABLE IF NOT EXISTS channel (arn TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS stream_key (
    arn TEXT PRIMARY KEY,
    channel_arn TEXT NOT NULL REFERENCES channel (arn) ON DELETE CASCADE,
    value TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS stream_key_by_channel ON stream_key (channel_arn);
  CREATE TABLE IF NOT EXISTS recording_configuration (arn TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS open_stream (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;`;

/** A kind of record that is found by its ARN. */
interface Table<Record> {
  save(record: Record): void;
  get(arn: string): Record | undefined;
  /** In the order in which they were made. */
  list(): Record[];
  delete(arn: string): boolean;
}

/** What IVS keeps of an account, on disk. */
export class IvsStore {
  readonly #database: DatabaseSync;
  readonly channels: Table<ChannelRecord>;
  readonly recordingConfigurations: Table<RecordingConfigurationRecord>;
  readonly openStreams: Table<OpenStream>;

  constructor(dataDir: string) {
    this.#database = openDatabase(dataDir, 'ivs.sqlite', schema);
    this.channels = table<ChannelRecord>(this.#database, 'channel', 'arn', ({ arn }) => arn);
    this.recordingConfigurations = table<RecordingConfigurationRecord>(
      this.#database,
      'recording_configuration',
      'arn',
      ({ arn }) => arn,
    );
    this.openStreams = table<OpenStream>(this.#database, 'open_stream', 'id', ({ id }) => id);
  }

  saveKey(key: StreamKeyRecord): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO stream_key VALUES (?, ?, ?, ?)')
      .run(key.arn, key.channelArn, key.value, JSON.stringify(key));
  }

  key(arn: string): StreamKeyRecord | undefined {
    return this.#key('arn', arn);
  }

  keyByValue(value: string): StreamKeyRecord | undefined {
    return this.#key('value', value);
  }

  keyOfChannel(channelArn: string): StreamKeyRecord | undefined {
    return this.#key('channel_arn', channelArn);
  }

  deleteKey(arn: string): boolean {
    return this.#database.prepare('DELETE FROM stream_key WHERE arn = ?').run(arn).changes > 0;
  }

  close(): void {
    this.#database.close();
  }

  #key(column: 'arn' | 'value' | 'channel_arn', value: string): StreamKeyRecord | undefined {
    const statement = this.#database.prepare(`SELECT record FROM stream_key WHERE ${column} = ?`);
    return parse<StreamKeyRecord>(statement.get(value));
  }
}

function table<Record>(
  database: DatabaseSync,
  name: string,
  key: string,
  keyOf: (record: Record) => string,
): Table<Record> {
  const save = database.prepare(
    `INSERT INTO ${name} (${key}, record) VALUES (?, ?)
     ON CONFLICT (${key}) DO UPDATE SET record = excluded.record`,
  );
  const get = database.prepare(`SELECT record FROM ${name} WHERE ${key} = ?`);
  const list = database.prepare(`SELECT record FROM ${name} ORDER BY rowid`);
  const remove = database.prepare(`DELETE FROM ${name} WHERE ${key} = ?`);
  return {
    save: (record) => void save.run(keyOf(record), JSON.stringify(record)),
    get: (arn) => parse<Record>(get.get(arn)),
    list: () => list.all().flatMap((row) => parse<Record>(row) ?? []),
    delete: (arn) => remove.run(arn).changes > 0,
  };
}

function parse<Record>(row: { [column: string]: unknown } | undefined): Record | undefined {
  return row ? (JSON.parse(String(row.record)) as Record) : undefined;
}
