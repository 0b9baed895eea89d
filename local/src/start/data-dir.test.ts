import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDataDir, removeDataDir } from './data-dir.ts';

let parent: string;
let path: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tidecast-data-'));
  path = join(parent, 'data');
});
afterEach(() => rm(parent, { recursive: true }));

test('one platform at a time has the folder', () => {
  const first = openDataDir(path);
  expect(() => openDataDir(path)).toThrow(`running on ${path} already (process ${process.pid})`);
  expect(() => removeDataDir(path)).toThrow('already');
  first.release();
  openDataDir(path).release();
  expect(removeDataDir(path)).toBe(true);
  expect(existsSync(path)).toBe(false);
  expect(removeDataDir(path)).toBe(false);
});

test('a platform has the folder until it ends, and one that is killed leaves it free', async () => {
  const module = join(import.meta.dirname, 'data-dir.ts');
  const script = `import { openDataDir } from ${JSON.stringify(module)};
    openDataDir(${JSON.stringify(path)}); setInterval(() => {}, 1000);
    // What nobody holds is collected once the stack is empty.
    setImmediate(() => { gc(); setImmediate(() => console.log('taken')); });`;
  const other = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(other, 'exit');
  try {
    await once(other.stdout, 'data');
    expect(() => openDataDir(path)).toThrow(`(process ${other.pid})`);
  } finally {
    other.kill('SIGKILL');
    await ended;
  }
  openDataDir(path).release();
});

test('touches no folder that is not its own', async () => {
  await writeFile(join(parent, 'thesis.doc'), 'years of work');
  expect(() => openDataDir(parent)).toThrow('something else');
  expect(() => removeDataDir(parent)).toThrow('nothing was removed');
  expect(existsSync(join(parent, 'thesis.doc'))).toBe(true);
});
