import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import { Supervisor } from './supervisor.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-supervisor-'));
});
afterEach(() => rm(directory, { recursive: true }));

const serving = `
  import { createServer } from 'node:http';
  createServer((request, response) => response.end(String(process.pid)))
    .listen(Number(process.env.PORT), '127.0.0.1');
  console.log('{"level":30,"msg":"up"}');
`;

async function program(source: string) {
  const module = join(directory, 'main.mjs');
  await writeFile(module, source);
  const lines: string[] = [];
  const troubles: string[] = [];
  const supervisor = new Supervisor({
    module,
    environment: ({ port }) => ({ PORT: String(port) }),
    readyPath: '/readyz',
    nodeFlags: ['--disable-warning=ExperimentalWarning'],
    onLine: (line) => lines.push(line),
    onTrouble: (message) => troubles.push(message),
  });
  return { supervisor, lines, troubles };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('starts a program again that was killed, and says so', async () => {
  const { supervisor, lines, troubles } = await program(serving);
  await supervisor.start();
  const first = supervisor.pid ?? 0;
  expect(await (await fetch(supervisor.url ?? '')).text()).toBe(String(first));
  process.kill(first, 'SIGKILL');
  await until(() => supervisor.url === undefined);
  await until(() => supervisor.url !== undefined);
  expect(supervisor.pid).not.toBe(first);
  expect(troubles).toEqual(['ended (signal SIGKILL); starting it again in 250 ms']);
  expect(lines).toContain('{"level":30,"msg":"up"}');
  const last = supervisor.pid ?? 0;
  await supervisor.stop();
  expect(isAlive(last)).toBe(false);
});

test('gives a program other ports whose own were taken meanwhile', async () => {
  const { supervisor, troubles } = await program(`
    import { existsSync, writeFileSync } from 'node:fs';
    const before = ${JSON.stringify(join(directory, 'before'))};
    if (!existsSync(before)) {
      writeFileSync(before, '');
      throw new Error('listen EADDRINUSE: address already in use 127.0.0.1');
    }
    ${serving.replace("import { createServer } from 'node:http';", "const { createServer } = await import('node:http');")}
  `);
  await supervisor.start();
  expect(supervisor.url).toBeDefined();
  expect(troubles).toEqual([]);
  await supervisor.stop();
});

test('fails the start when the program cannot run, with what it said', async () => {
  const { supervisor, lines } = await program("throw new Error('VIDEOS_TABLE is not set');");
  await expect(supervisor.start()).rejects.toThrow('ended before it could serve: code 1');
  await supervisor.stop();
  expect(lines.join('\n')).toContain('VIDEOS_TABLE is not set');
});

test('stops by force what does not stop when asked', async () => {
  const { supervisor } = await program(`process.on('SIGTERM', () => {});${serving}`);
  await supervisor.start();
  const pid = supervisor.pid ?? 0;
  await supervisor.stop();
  expect(isAlive(pid)).toBe(false);
});

test('leaves no program behind when the platform is killed', async () => {
  const module = join(directory, 'main.mjs');
  await writeFile(module, serving);
  const platform = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { Supervisor } from ${JSON.stringify(join(import.meta.dirname, 'supervisor.ts'))};
       const supervisor = new Supervisor({
         module: ${JSON.stringify(module)},
         environment: ({ port }) => ({ PORT: String(port) }),
         readyPath: '/',
         onLine: () => {},
         onTrouble: () => {},
       });
       await supervisor.start();
       console.log(supervisor.pid);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface({ input: platform.stdout }), 'line');
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  platform.kill('SIGKILL');
  await until(() => !isAlive(pid));
});
