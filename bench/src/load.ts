import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Result } from 'autocannon';

const run = promisify(execFile);
const loadProcess = join(import.meta.dirname, 'load-process.ts');

export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Keeps one process busy without making its queue the thing that is measured. */
const connections = 16;

/**
 * Asks an address as fast as it answers.
 *
 * @throws Error when any answer was not a success: a fast refusal is no throughput
 */
export async function load(
  url: string,
  seconds: number,
  method: 'GET' | 'POST' = 'GET',
): Promise<LoadResult> {
  const { stdout } = await run(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      loadProcess,
      url,
      `${seconds}`,
      `${connections}`,
      method,
    ],
    { timeout: (seconds + 30) * 1000, maxBuffer: 16 * 1024 * 1024 },
  );
  const result = JSON.parse(stdout) as Result;
  const failures = result.non2xx + result.errors + result.timeouts;
  if (failures > 0 || result['2xx'] === 0) {
    throw new Error(`${url}: ${failures} of ${result.requests.total} requests failed`);
  }
  return {
    requests: result.requests.total,
    requestsPerSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}
