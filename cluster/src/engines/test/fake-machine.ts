import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A machine that has nothing on its PATH but what a test puts there. */
export interface FakeMachine {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** What was reported, in order. */
  readonly lines: string[];
  readonly report: (line: string) => void;
  /** Puts a program of `/bin/sh` there; into `bin`, which is on the PATH, unless a folder is named. */
  program(name: string, script: string, folder?: string): Promise<string>;
  /** Puts a Go there. */
  go(parts?: FakeGo): Promise<void>;
  /** What Go was asked to do so far: `env …`, `mod download …`, `build …`. */
  goRuns(kind: string): Promise<string[]>;
  remove(): Promise<void>;
}

/** What a Go does, as scripts. */
export interface FakeGo {
  readonly version?: string;
  readonly download?: string;
  /** `$2` is the file to be written, `$3` the package. */
  readonly build?: string;
}

/** Writes a program that says the version that is expected of the package. */
export const build = `
case "$3" in
  go.etcd.io/*) says="etcd Version: 3.6.16" ;;
  k8s.io/kubernetes/*) says="Kubernetes v1.36.3" ;;
  sigs.k8s.io/kwok/*) says="kwok version v0.8.0 go1.26.8 (linux/amd64)" ;;
  *) says="no version" ;;
esac
echo "some/package" >&2
printf '#!/bin/sh\\necho "%s"\\n' "$says" > "$2"
/bin/chmod +x "$2"`;

export async function fakeMachine(): Promise<FakeMachine> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'tidecast-engines-')));
  const bin = join(directory, 'bin');
  const log = join(directory, 'go.log');
  const lines: string[] = [];
  await mkdir(bin);
  const program = async (name: string, script: string, folder = 'bin') => {
    await mkdir(join(directory, folder), { recursive: true });
    const path = join(directory, folder, name);
    await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  };
  return {
    directory,
    environment: { PATH: bin, HOME: directory, XDG_CACHE_HOME: join(directory, 'cache') },
    lines,
    report: (line) => lines.push(line),
    program,
    go: async ({ version = 'go1.99.0', download = '', build: script = build } = {}) => {
      await program(
        'go',
        `echo "$*" >> '${log}'
case "$1" in
  env) echo '{"GOVERSION": "${version}", "GOCACHE": "/caches/build", "GOMODCACHE": "/caches/modules"}' ;;
  mod) :
${download}
    ;;
  build)
    while [ "$1" != -o ]; do shift; done
${script}
    ;;
esac`,
      );
    },
    goRuns: async (kind) => {
      const text = await readFile(log, 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line.startsWith(kind));
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
