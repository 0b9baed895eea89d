import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startProcess } from './running-process.ts';
import { until } from './until.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-processes-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** One that starts another, which would outlive it by a minute. */
const shell = {
  command: '/bin/sh',
  args: ['-c', 'sleep 60 & echo $!; wait'],
  environment: { PATH: '/usr/bin:/bin' },
};
const limit = 20_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a program that ends before it is ready is reported with its output', async () => {
  const starting = startProcess({
    ...shell,
    name: 'etcd',
    args: ['-c', 'echo no room; exit 3'],
    logFile: join(directory, 'ended.log'),
    ready: async () => false,
  });
  await expect(starting).rejects.toThrow(/etcd ended before it was ready\nno room/);
});

test('a program that is not there is named', async () => {
  const starting = startProcess({
    ...shell,
    name: 'etcd',
    command: join(directory, 'etcd'),
    logFile: join(directory, 'missing.log'),
  });
  await expect(starting).rejects.toThrow(/^etcd cannot be started \(etcd\): .*ENOENT/);
});

test.each(['SIGTERM', 'SIGINT', 'SIGKILL', 'exit'] as const)(
  'nothing outlives a process that ends by %s without closing what it has started',
  async (how) => {
    const script = `
      import { startProcess } from ${JSON.stringify(new URL('running-process.ts', import.meta.url).href)};
      const { pid } = await startProcess({
        ...${JSON.stringify(shell)}, name: 'shell',
        logFile: ${JSON.stringify(join(directory, `${how}.log`))},
      });
      console.log(pid);
      if (${JSON.stringify(how)} === 'exit') process.exit(4);
      setInterval(() => undefined, 1000);
    `;
    const parent = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', script],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const over = once(parent, 'exit');
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    expect(pid).toBeGreaterThan(0);
    if (how !== 'exit') parent.kill(how);
    await over;
    await until('its children are gone', async () => !isAlive(pid), limit);
    // The group, and so what the child had started.
    await until('the whole group is gone', async () => !isAlive(-pid), limit);
  },
);
