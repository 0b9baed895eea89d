import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const program = join(import.meta.dirname, '../release-api/main.ts');

export const imageRepository = '123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/api';
export const imageFile = 'charts/api/values-image.yaml';

/** The image file with a tag in it. */
export const imageValues = (tag: string) => `# Which image runs.\nimage:\n  tag: ${tag}\n`;

/** A repository as small as one can be that releases an API. */
const firstFiles = {
  '.dockerignore':
    '# What the image is made of.\n*\n!package.json\n!apps/api\n\n**/*.test.ts\n**/test\n',
  'package.json': '{}',
  'apps/api/main.ts': '1',
  'README.md': 'read',
  [imageFile]: imageValues(`sha-${'0'.repeat(40)}`),
};

/**
 * Notes its calls, and has a registry: a directory with a file for each image. It cannot be reached
 * while there is a file `down`.
 */
const dockerScript = (bed: string) => `#!/bin/sh
echo "$*" >> '${bed}/docker.log'
file='${bed}/registry'/$(echo "$3$2" | sed 's/inspect$//; s/.*://')
case "$1" in
  manifest)
    if [ -e '${bed}/registry/down' ]; then echo 'no basic auth credentials' >&2; exit 1; fi
    if [ ! -e "$file" ]; then echo "no such manifest: $3" >&2; exit 1; fi ;;
  push) touch "$file" ;;
esac
`;

/** A remote repository, clones of it, and a Docker with a registry: all that a release touches. */
export class ReleaseBed {
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;
  #clones = 0;

  private constructor(directory: string) {
    this.#directory = directory;
    const person = { NAME: 'Somebody', EMAIL: 'somebody@tidecast.test' };
    this.#environment = {
      PATH: [join(directory, 'bin'), process.env.PATH].join(delimiter),
      // Nothing of whoever runs the tests.
      HOME: directory,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: person.NAME,
      GIT_AUTHOR_EMAIL: person.EMAIL,
      GIT_COMMITTER_NAME: person.NAME,
      GIT_COMMITTER_EMAIL: person.EMAIL,
      IMAGE_REPOSITORY: imageRepository,
      BRANCH: 'main',
    };
  }

  static async create(): Promise<ReleaseBed> {
    const directory = await mkdtemp(join(tmpdir(), 'tidecast-release-'));
    const bed = new ReleaseBed(directory);
    await mkdir(join(directory, 'bin'));
    await mkdir(join(directory, 'registry'));
    await writeFile(join(directory, 'docker.log'), '');
    await writeExecutable(join(directory, 'bin/docker'), dockerScript(directory));
    await bed.run('git', ['init', '--quiet', '--bare', '--initial-branch=main', 'remote.git']);
    await (await bed.clone()).push(firstFiles, 'Begin');
    return bed;
  }

  /** Runs a program as a workflow would. @returns what it printed */
  async run(name: string, args: readonly string[], cwd = this.#directory): Promise<string> {
    const options = { cwd, env: this.#environment };
    return (await execute(name, args, options)).stdout.trim();
  }

  /** @param depth - how many commits it has; all by default */
  async clone(depth?: number): Promise<Clone> {
    const name = `clone-${++this.#clones}`;
    const shallow = depth === undefined ? [] : ['--depth', String(depth)];
    const remote = `file://${this.#directory}/remote.git`;
    await this.run('git', ['clone', '--quiet', ...shallow, remote, name]);
    return new Clone(this, join(this.#directory, name));
  }

  /** The remote's file that says which image runs. */
  async imageFile(): Promise<string> {
    return `${await this.#remoteGit('show', `main:${imageFile}`)}\n`;
  }

  /** Subjects of the remote's commits, the newest first. */
  async log(): Promise<string[]> {
    return (await this.#remoteGit('log', '--format=%s', 'main')).split('\n');
  }

  /** How Docker was called, since it was last asked for that. */
  async dockerCalls(): Promise<string[]> {
    const path = join(this.#directory, 'docker.log');
    const calls = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
    await writeFile(path, '');
    return calls;
  }

  /** Tags of the images that were pushed. */
  registry(): Promise<string[]> {
    return readdir(join(this.#directory, 'registry'));
  }

  /** Whether the registry can be reached. */
  async connect(connected: boolean): Promise<void> {
    const path = join(this.#directory, 'registry/down');
    await (connected ? rm(path) : writeFile(path, ''));
  }

  remove(): Promise<void> {
    return rm(this.#directory, { recursive: true });
  }

  #remoteGit(...args: string[]): Promise<string> {
    return this.run('git', args, join(this.#directory, 'remote.git'));
  }
}

/** Somebody's clone. */
export class Clone {
  readonly directory: string;
  readonly #bed: ReleaseBed;

  constructor(bed: ReleaseBed, directory: string) {
    this.#bed = bed;
    this.directory = directory;
  }

  git(...args: string[]): Promise<string> {
    return this.#bed.run('git', args, this.directory);
  }

  /** Runs the release. @returns what it printed */
  release(): Promise<string> {
    return this.#bed.run(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', program],
      this.directory,
    );
  }

  async write(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(this.directory, path)), { recursive: true });
    await writeFile(join(this.directory, path), content);
  }

  /** Commits files on top of what the remote has, if it has anything. @returns the commit */
  async push(files: Readonly<Record<string, string>>, message = 'Change'): Promise<string> {
    if ((await this.git('ls-remote', 'origin')) !== '')
      await this.git('pull', '--quiet', '--rebase', 'origin', 'main');
    for (const [path, content] of Object.entries(files)) await this.write(path, content);
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', message);
    await this.git('push', '--quiet', 'origin', 'HEAD:main');
    return this.git('rev-parse', 'HEAD');
  }

  /** Has a shell script run whenever something is pushed from here, before the remote hears of it. */
  beforePush(script: string): Promise<void> {
    // Git tells a hook where it is at work, and whoever it calls would take that for their own.
    const lines = ['#!/bin/sh', 'unset $(git rev-parse --local-env-vars)', script, ''];
    return writeExecutable(join(this.directory, '.git/hooks/pre-push'), lines.join('\n'));
  }
}

async function writeExecutable(path: string, content: string): Promise<void> {
  await writeFile(path, content);
  await chmod(path, 0o755);
}
