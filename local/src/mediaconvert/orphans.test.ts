import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import type { JobRecord } from './job-record.ts';
import { stopOrphan } from './orphans.ts';

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

async function orphanOf(workDir: string): Promise<{ pid: number; ended: Promise<unknown> }> {
  const script = 'process.stdout.write("up"); setInterval(() => {}, 1000)';
  child = spawn(process.execPath, ['-e', script, workDir], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  if (child.stdout) await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, ended };
}

const job = (process: JobRecord['process']) => ({ process }) as JobRecord;

test('stops an encoder that still works in the directory of its job', async () => {
  const { pid, ended } = await orphanOf('/data/jobs/job-1');
  stopOrphan(job({ pid, workDir: '/data/jobs/job-1' }));
  expect(await ended).toEqual([null, 'SIGKILL']);
});

test('leaves alone whatever else has got its id since', async () => {
  const { pid } = await orphanOf('/data/jobs/job-1');
  stopOrphan(job({ pid, workDir: '/data/jobs/job-2' }));
  expect(child?.signalCode).toBeNull();
  expect(() => process.kill(pid, 0)).not.toThrow();
});
