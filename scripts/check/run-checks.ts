import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface CheckOptions {
  /** Where the commands run. */
  readonly directory: URL;
  /** Receives the report: a line for each check, and the whole output of a failed one. */
  readonly report: (text: string) => void;
}

/**
 * Runs shell commands in parallel, all of them even if some fail.
 *
 * @param checks - commands by name
 * @returns names of those that failed, in their order
 */
export async function runChecks(
  checks: ReadonlyMap<string, string>,
  { directory, report }: CheckOptions,
): Promise<string[]> {
  const results = await Promise.all(
    [...checks].map(async ([name, command]) => {
      const started = performance.now();
      const { passed, output } = await run(command, directory);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      report(`${passed ? '✔' : '✘'} ${name} ${seconds} s`);
      if (!passed) report(output);
      return { name, passed };
    }),
  );
  return results.filter(({ passed }) => !passed).map(({ name }) => name);
}

async function run(command: string, directory: URL) {
  const child = spawn(`${command} 2>&1`, {
    cwd: directory,
    shell: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { passed: code === 0, output };
}
