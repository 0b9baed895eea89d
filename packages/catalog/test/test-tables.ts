import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { channelsTable, expiringTable, videosTable } from '@tidecast/platform/storage/tables';
import dynalite from 'dynalite';
import { listen } from '../../../test/loopback-server.ts';
import { createTable } from '../src/create-table.ts';

export interface TestTables {
  readonly client: DynamoDB;
  readonly tables: {
    readonly videos: string;
    readonly expiring: string;
    readonly channels: string;
  };
  close(): Promise<void>;
}

/** The catalog's tables, empty, in a DynamoDB of this process. */
export async function startTestTables(): Promise<TestTables> {
  const server = dynalite({ createTableMs: 0 });
  const { url, close } = await listen(server);
  const client = new DynamoDB({
    endpoint: url,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const tables = { videos: 'test-videos', expiring: 'test-expiring', channels: 'test-channels' };
  await Promise.all([
    createTable(client, tables.videos, videosTable),
    createTable(client, tables.expiring, expiringTable),
    createTable(client, tables.channels, channelsTable),
  ]);
  return {
    client,
    tables,
    async close() {
      client.destroy();
      await close();
    },
  };
}
