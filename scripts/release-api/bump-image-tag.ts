import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, command } from './command.ts';

/** Defines which image runs; Argo CD rolls out what is committed here. */
export const imageFile = 'charts/api/values-image.yaml';

/** Somebody else may push while we commit; after this many attempts, something else is wrong. */
const maxTries = 5;

export interface BumpImageTagOptions {
  /**
   * A clone with its full history, whose `origin` may be pushed to. Its work tree is left alone.
   */
  readonly directory: string;
  /** Branch that Argo CD follows. */
  readonly branch: string;
  /** Commit that the image is named after. */
  readonly commit: string;
}

/**
 * - `bumped`: it is committed, and Argo CD will roll it out;
 * - `running`: the file has this tag already;
 * - `newer`: the file names an image of a later commit;
 * - `taken-back`: the file named it before, and somebody reverted that on purpose.
 */
export type BumpOutcome = 'bumped' | 'running' | 'newer' | 'taken-back';

/** The tag of the image that was built from a commit. */
export function tagOf(commit: string): string {
  return `sha-${commit}`;
}

/**
 * Commits the tag of an image on top of the branch's latest commit.
 *
 * @throws Error if the branch could not be pushed to, or the file has no tag
 */
export async function bumpImageTag(options: BumpImageTagOptions): Promise<BumpOutcome> {
  let refusal: unknown;
  for (let tries = 0; tries < maxTries; tries++) {
    const outcome = await outcomeWithoutUs(options);
    if (outcome !== undefined) return outcome;
    try {
      await commitTag(options);
      return 'bumped';
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      refusal = error;
    }
  }
  throw new Error(`${options.branch} could not be pushed to, ${maxTries} times in a row.`, {
    cause: refusal,
  });
}

/** Fetches the branch. @returns undefined if the tag still has to be committed */
async function outcomeWithoutUs(options: BumpImageTagOptions): Promise<BumpOutcome | undefined> {
  const { directory, branch, commit } = options;
  const git = (...args: string[]) => command('git', args, directory);
  await git('fetch', '--quiet', 'origin', branch);
  const running = tagIn(await git('show', `FETCH_HEAD:${imageFile}`));
  if (running === tagOf(commit)) return 'running';
  const named = await git(
    'log',
    '-1',
    '--format=%h',
    `-S${tagOf(commit)}`,
    'FETCH_HEAD',
    '--',
    imageFile,
  );
  if (named !== '') return 'taken-back';
  return (await isLater(running.replace(/^sha-/, ''), options)) ? 'newer' : undefined;
}

/**
 * Whether a commit comes after ours; false for anything that is not a commit, such as a version or
 * zeros.
 */
async function isLater(other: string, { directory, commit }: BumpImageTagOptions) {
  try {
    await command('git', ['merge-base', '--is-ancestor', commit, other], directory);
    return true;
  } catch {
    return false;
  }
}

/** Commits on top of FETCH_HEAD, in a separate work tree. */
async function commitTag({ directory, branch, commit }: BumpImageTagOptions): Promise<void> {
  const worktree = await mkdtemp(join(tmpdir(), 'tidecast-tag-'));
  try {
    await command(
      'git',
      ['worktree', 'add', '--quiet', '--detach', worktree, 'FETCH_HEAD'],
      directory,
    );
    const path = join(worktree, imageFile);
    await writeFile(path, withTag(await readFile(path, 'utf8'), tagOf(commit)));
    const message = `Release the API as ${tagOf(commit)}`;
    await command('git', ['commit', '--quiet', '--message', message, imageFile], worktree);
    const bump = await command('git', ['rev-parse', 'HEAD'], worktree);
    await command('git', ['push', '--quiet', 'origin', `${bump}:refs/heads/${branch}`], directory);
  } finally {
    await rm(worktree, { recursive: true, force: true });
    await command('git', ['worktree', 'prune'], directory);
  }
}

const tagLine = /^( +tag: )(\S+)$/m;

function tagIn(values: string): string {
  const [, , tag] = tagLine.exec(values) ?? [];
  if (tag === undefined) throw new Error(`${imageFile} has no line with a tag.`);
  return tag;
}

/** Everything else in the file stays as it is, including comments. */
function withTag(values: string, tag: string): string {
  return values.replace(tagLine, `$1${tag}`);
}
