import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runChecks } from './run-checks.ts';

const directory = new URL('./', import.meta.url);
const node = (program: string) => `"${process.execPath}" -e "${program}"`;

async function run(checks: Readonly<Record<string, string>>) {
  const said: string[] = [];
  const report = (text: string) => said.push(text);
  const failed = await runChecks(new Map(Object.entries(checks)), { directory, report });
  return { failed, said: said.join('\n') };
}

test('tells all that failed, with what they said on both channels, and goes on after the first', async () => {
  const { failed, said } = await run({
    types: node("console.log('a wrong type'); process.exit(2)"),
    format: node("console.log('nothing to tell')"),
    unused: node("console.error('an unused file'); process.exit(1)"),
  });
  expect(failed).toEqual(['types', 'unused']);
  expect(said).toMatch(/✘ types .*\na wrong type/);
  expect(said).toMatch(/✘ unused .*\nan unused file/);
  expect(said).toMatch(/✔ format/);
  expect(said).not.toContain('nothing to tell');
});

test('a command that cannot be found, or is killed, has failed', async () => {
  const { failed } = await run({
    missing: 'there-is-no-such-command',
    killed: node("process.kill(process.pid, 'SIGKILL')"),
  });
  expect(failed).toEqual(['missing', 'killed']);
});

test('checks run side by side', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidecast-checks-'));
  try {
    // Each waits for the other, with a limit: one after the other, the first would fail.
    const meet = (own: string, other: string) =>
      node(
        `const fs = require('node:fs'); fs.writeFileSync('${join(folder, own)}', ''); const limit = Date.now() + 30_000; const look = () => fs.existsSync('${join(folder, other)}') ? process.exit(0) : Date.now() > limit ? process.exit(1) : setTimeout(look, 20); look()`,
      );
    expect((await run({ one: meet('one', 'two'), two: meet('two', 'one') })).failed).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
