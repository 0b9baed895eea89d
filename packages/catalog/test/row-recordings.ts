import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { TestTables } from './test-tables.ts';

/** A row as DynamoDB gives and takes it, and the table it is in. */
export interface TableRow {
  readonly table: keyof TestTables['tables'];
  readonly item: Record<string, AttributeValue>;
}

type Tables = Pick<TestTables, 'client' | 'tables'>;

const directory = join(import.meta.dirname, 'rows');

/** Files of rows as releases have written them, the oldest first. */
export function recordings(): string[] {
  return readdirSync(directory).sort();
}

export function readRecording(name: string): TableRow[] {
  const lines = readFileSync(join(directory, name), 'utf8').trim().split('\n');
  return lines.map((line): TableRow => JSON.parse(line));
}

export function writeRecording(name: string, rows: readonly TableRow[]): void {
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
  writeFileSync(join(directory, name), lines.sort().join(''), { flag: 'wx' });
}

export async function putRows({ client, tables }: Tables, rows: readonly TableRow[]) {
  const puts = rows.map(({ table, item }) =>
    client.send(new PutItemCommand({ TableName: tables[table], Item: item })),
  );
  await Promise.all(puts);
}

export async function allRows({ client, tables }: Tables): Promise<TableRow[]> {
  const found: TableRow[] = [];
  for (const table of ['videos', 'channels', 'expiring'] as const) {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tables[table] }));
    found.push(...Items.map((item) => ({ table, item })));
  }
  return found;
}
