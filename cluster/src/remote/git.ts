import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Milliseconds for one command: the largest copies a repository. */
const limit = 120_000;

/** What a hook or another git that started us would have git take for its repository. */
const foreign = /^GIT_/;

const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !foreign.test(name)),
);

/** Git's environment for our repositories, without the user's own settings, name or hooks. */
export const ownEnvironment: NodeJS.ProcessEnv = {
  ...inherited,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@localhost',
  GIT_COMMITTER_NAME: 'Rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@localhost',
};

/** As the person at the machine would call it: their settings may say whose checkout they trust. */
export const personsEnvironment: NodeJS.ProcessEnv = { ...inherited, GIT_TERMINAL_PROMPT: '0' };

/**
 * Runs git in a folder.
 *
 * @returns what it printed, without the last line's end
 * @throws Error with what git said
 */
export async function git(
  directory: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = ownEnvironment,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', args, {
      cwd: directory,
      env: environment,
      timeout: limit,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.replace(/\n$/, '');
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT')
      throw new Error(`git must be on the PATH, and ${directory} be there`, { cause: error });
    const said = String(Reflect.get(Object(error), 'stderr') ?? '').trim();
    throw new Error(`git ${args[0]}: ${said || String(error)}`, { cause: error });
  }
}
