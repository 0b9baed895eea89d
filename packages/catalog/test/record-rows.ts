/** Keeps rows as this release writes them, for the tests of every later one: see docs/adr/0008. */
import { allRows, writeRecording } from './row-recordings.ts';
import { startTestTables } from './test-tables.ts';
import { writeEveryState } from './write-every-state.ts';

const tables = await startTestTables();
try {
  await writeEveryState(tables);
  const name = `${new Date().toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length).replace(':', '')}.jsonl`;
  writeRecording(name, await allRows(tables));
  console.log(`wrote test/rows/${name}`);
} finally {
  await tables.close();
}
