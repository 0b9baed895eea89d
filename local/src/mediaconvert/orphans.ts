import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { JobRecord } from './job-record.ts';

/**
 * Stops the encoder that a killed process left behind, if its id still belongs to it: ids are
 * reused, so the command line must contain the job's own work directory.
 */
export function stopOrphan({ process: encoder }: JobRecord): void {
  if (!encoder || !commandLine(encoder.pid).includes(encoder.workDir)) return;
  try {
    process.kill(encoder.pid, 'SIGKILL');
  } catch {
    // It ended between the two.
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return process.platform === 'linux' ? '' : commandLineFromPs(pid);
  }
}

function commandLineFromPs(pid: number): string {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], {
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}
