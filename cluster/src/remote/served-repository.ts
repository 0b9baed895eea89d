import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git, personsEnvironment } from './git.ts';

/** Paths within the repository and what they hold from now on; null takes the file away. */
export type Changes = Readonly<Record<string, string | null>>;

/** A repository as a host of repositories would hold it, and somebody with a clone of it. */
export interface ServedRepository {
  /** Folder of the bare repository. */
  readonly bare: string;
  /** Folder with the branch's files, as they were at the last commit made here. */
  readonly checkout: string;
  /** Files of the working tree that differ from what is served, which is its HEAD. */
  readonly dirtyFiles: readonly string[];
  /** Commits and pushes. Gives the commit. */
  push(changes: Changes, message: string): Promise<string>;
  /** `git revert` of a commit, pushed. Gives the new commit. */
  revert(commit: string): Promise<string>;
  /** The branch's last commit. */
  head(): Promise<string>;
}

/**
 * Makes a repository whose one branch is the HEAD of a working tree. Nothing is written into the
 * working tree, and nothing of it that is not committed is read.
 *
 * @param directory - an empty folder
 */
export async function serveRepository(
  workingTree: string,
  branch: string,
  directory: string,
): Promise<ServedRepository> {
  const person = (...args: readonly string[]) => git(workingTree, args, personsEnvironment);
  const source = await person('rev-parse', '--show-toplevel').catch((error: unknown) => {
    throw new Error(
      `${workingTree} is no git checkout, and Argo CD reads nothing but git: clone the repository`,
      { cause: error },
    );
  });
  const shallow = (await person('rev-parse', '--is-shallow-repository')) === 'true';
  const status = await person('status', '--porcelain=v1', '-z', '--untracked-files=all');

  const bare = join(directory, 'served.git');
  const checkout = join(directory, 'checkout');
  const own = (...args: readonly string[]) => git(bare, args);
  await mkdir(bare, { recursive: true });
  await own('init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`);
  // Of its fetches git says who owns the other side, which is the person's to trust.
  await git(
    bare,
    ['fetch', '--quiet', '--no-tags', ...(shallow ? ['--update-shallow'] : []), source, 'HEAD'],
    personsEnvironment,
  );
  const fetched = await own('rev-parse', 'FETCH_HEAD');
  const tip = shallow ? await withoutHistory(bare, fetched) : fetched;
  await own('update-ref', `refs/heads/${branch}`, tip);
  await git(directory, ['clone', '--quiet', '--shared', '--template=', bare, checkout]);

  const head = () => own('rev-parse', `refs/heads/${branch}`);
  const publish = async () => {
    await git(checkout, ['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`]);
    return head();
  };
  return {
    bare,
    checkout,
    dirtyFiles: paths(status),
    head,
    async push(changes, message) {
      for (const [path, content] of Object.entries(changes)) {
        const file = join(checkout, path);
        await mkdir(dirname(file), { recursive: true });
        if (content === null) await rm(file);
        else await writeFile(file, content);
      }
      await git(checkout, ['add', '--all', '--force', '--', ...Object.keys(changes)]);
      await git(checkout, ['commit', '--quiet', '--message', message]);
      return publish();
    },
    async revert(commit) {
      try {
        await git(checkout, ['revert', '--no-edit', commit]);
      } catch (error) {
        await git(checkout, ['reset', '--quiet', '--hard', 'HEAD']);
        throw error;
      }
      return publish();
    },
  };
}

/**
 * The same files in a commit without parents: who has only the last commits of a history, as CI does,
 * cannot serve it to somebody who has none of it.
 */
async function withoutHistory(bare: string, commit: string): Promise<string> {
  const message = await git(bare, ['log', '-1', '--format=%B', commit]);
  const made = await git(bare, ['commit-tree', `${commit}^{tree}`, '-m', message]);
  await rm(join(bare, 'shallow'), { force: true });
  await rm(join(bare, 'FETCH_HEAD'), { force: true });
  return made;
}

/** The paths in `git status --porcelain=v1 -z`; of a file that was renamed, the new one. */
function paths(status: string): string[] {
  const entries = status.split('\0').filter((entry) => entry !== '');
  const found: string[] = [];
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] ?? '';
    found.push(entry.slice(3));
    if (entry.startsWith('R')) at++;
  }
  return found;
}
