import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createVideoCatalog } from '@tidecast/catalog/dynamo-video-catalog';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { localAccount } from '../../local/src/aws/service.ts';
import { tableName } from '../../local/src/start/names.ts';

/** The local cloud's catalog, seen from outside the platform. Close it after use. */
export function openCatalog(awsUrl: string): { catalog: VideoCatalog; close(): void } {
  const { region, accessKeyId, secretAccessKey } = localAccount;
  const client = new DynamoDBClient({
    endpoint: awsUrl,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const tables = { videos: tableName('videos'), expiring: tableName('expiring') };
  return { catalog: createVideoCatalog({ client, tables }), close: () => client.destroy() };
}
