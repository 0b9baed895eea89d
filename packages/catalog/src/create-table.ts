import {
  CreateTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '@tidecast/platform/storage/tables';
import { createTableInput } from './create-table-input.ts';

/** How long a table may take to become `ACTIVE`, and the pause between checks, in seconds. */
const wait = { maxWaitTime: 60, minDelay: 0.05, maxDelay: 1 };

/**
 * Creates a table and waits until it can be used.
 *
 * @throws ResourceInUseException when it exists already
 */
export async function createTable(
  client: DynamoDBClient,
  name: string,
  definition: TableDefinition,
): Promise<void> {
  await client.send(new CreateTableCommand(createTableInput(name, definition)));
  await tableIsActive(client, name);
}

/**
 * Waits until a table that was created or changed can be used: until then DynamoDB answers
 * `ResourceNotFoundException` or `ResourceInUseException`.
 *
 * @throws TimeoutError after a minute
 */
export async function tableIsActive(client: DynamoDBClient, name: string): Promise<void> {
  await waitUntilTableExists({ client, ...wait }, { TableName: name });
}
