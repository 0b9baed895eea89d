import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDB } from '@aws-sdk/client-dynamodb';
import { channelsTable, limitsTable, videosTable } from '@tidecast/platform/tables';
import dynalite from 'dynalite';
import { createTableInput } from '../src/create-table-input.ts';

export interface TestTables {
  readonly client: DynamoDB;
  readonly tables: { readonly videos: string; readonly limits: string; readonly channels: string };
  close(): Promise<void>;
}

/** The catalog's tables, empty, in a DynamoDB of this process. */
export async function startTestTables(): Promise<TestTables> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDB({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const tables = { videos: 'test-videos', limits: 'test-limits', channels: 'test-channels' };
  await client.send(new CreateTableCommand(createTableInput(tables.videos, videosTable)));
  await client.send(new CreateTableCommand(createTableInput(tables.limits, limitsTable)));
  await client.send(new CreateTableCommand(createTableInput(tables.channels, channelsTable)));
  return {
    client,
    tables,
    async close() {
      client.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
