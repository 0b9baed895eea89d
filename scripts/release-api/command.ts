import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Far longer than pushing a layer takes, in milliseconds. */
const timeout = 15 * 60 * 1000;
const maxBuffer = 64 * 1024 * 1024;

/** A command failed. */
export class CommandError extends Error {
  /** What it wrote to standard error, without line breaks at its end. */
  readonly stderr: string;

  constructor(command: string, stderr: string) {
    super(`${command}: ${stderr}`);
    this.stderr = stderr;
  }
}

/**
 * Runs a program of this machine, without a shell.
 *
 * @returns what it printed, without line breaks at its end
 * @throws CommandError with what it wrote to standard error
 */
export async function command(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  try {
    const { stdout } = await execute(program, args, { cwd, timeout, maxBuffer });
    return stdout.trimEnd();
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new CommandError(`${program} ${args.join(' ')}`, said || String(error));
  }
}
