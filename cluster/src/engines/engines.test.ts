import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '../processes/until.ts';
import { type EngineProgram, locateEngines, prepareEngines } from './engines.ts';
import { build, type FakeMachine, fakeMachine } from './test/fake-machine.ts';

let machine: FakeMachine;

beforeEach(async () => {
  machine = await fakeMachine();
});

afterEach(() => machine.remove());

function prepare<P extends EngineProgram>(
  programs: readonly P[],
  variables: NodeJS.ProcessEnv = {},
  signal?: AbortSignal,
) {
  const { environment, report } = machine;
  return prepareEngines(programs, {
    environment: { ...environment, ...variables },
    report,
    ...(signal && { signal }),
  });
}

/** What a program says of itself. */
async function saidBy(path: string): Promise<string> {
  const child = spawn(path, { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks).toString();
}

async function processIn(file: string): Promise<number> {
  return until(
    file,
    async () => {
      const pid = Number.parseInt(await readFile(join(machine.directory, file), 'utf8'), 10);
      return pid > 0 && pid;
    },
    120_000,
  );
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

test('builds what is missing, reports it, and builds nothing the next time', async () => {
  await machine.go();
  const onPath = await machine.program('kwok', 'echo "kwok version v0.8.0"');
  const engines = await prepare(['kube-scheduler', 'kwok', 'etcd']);
  expect(engines.kwok).toBe(onPath);
  expect(engines.etcd.startsWith(join(machine.directory, 'cache/tidecast/engines/etcd/'))).toBe(
    true,
  );
  expect(await saidBy(engines.etcd)).toBe('etcd Version: 3.6.16\n');
  expect(await saidBy(engines['kube-scheduler'])).toBe('Kubernetes v1.36.3\n');
  expect(machine.lines).toEqual([
    '(1/2) etcd: downloading what etcd is built from …',
    '(1/2) etcd: building …',
    expect.stringMatching(/^\(1\/2\) etcd: 3\.6\.16 done in \d+ s, 0 MB$/),
    '(2/2) kube-scheduler: downloading what kubernetes is built from …',
    '(2/2) kube-scheduler: building …',
    expect.stringMatching(/^\(2\/2\) kube-scheduler: 1\.36\.3 done in \d+ s, 0 MB$/),
  ]);
  const builds = await machine.goRuns('build');
  expect(builds).toHaveLength(2);
  expect(builds[1]).toContain('-X k8s.io/component-base/version.gitVersion=v1.36.3');

  expect(await prepare(['kube-scheduler', 'kwok', 'etcd'])).toEqual(engines);
  expect(await machine.goRuns('build')).toHaveLength(2);
});

test('another version of Go builds again, and without Go the existing engines are used', async () => {
  await machine.go({ version: 'go1.99.0' });
  const { etcd } = await prepare(['etcd']);
  await rm(join(machine.directory, 'bin/go'));
  expect(await prepare(['etcd'])).toEqual({ etcd });
  await machine.go({ version: 'go1.99.1' });
  expect((await prepare(['etcd'])).etcd).not.toBe(etcd);
});

test('says what is there and what would be built, and builds nothing', async () => {
  await machine.go();
  await machine.program('etcd', 'echo "etcd Version: 3.5.9"');
  const located = await locateEngines(['etcd', 'argocd'], machine);
  expect(located.map(({ engine, found }) => [engine.program, found?.from])).toEqual([
    ['etcd', 'PATH'],
    ['argocd', undefined],
  ]);
  expect(await machine.goRuns('build')).toEqual([]);
});

test('without Go says what to install', async () => {
  await expect(prepare(['etcd', 'pulumi'])).rejects.toThrow(
    /^There is no Go on the PATH to build etcd, pulumi with: install Go 1\.\d+\.\d+ or newer \(go\.dev\/dl\), or name a folder that has them by TIDECAST_ENGINES\.$/,
  );
});

test('with a Go that is too old says what to install', async () => {
  await machine.go({ version: 'go1.22.3' });
  await expect(prepare(['etcd'])).rejects.toThrow(
    /bin\/go is Go 1\.22\.3, too old to build etcd: install Go 1\.\d+\.\d+ or newer/,
  );
  expect(await machine.goRuns('build')).toEqual([]);
});

test('a cache that is not writable is reported, with the variable that moves it', async () => {
  await machine.go();
  const file = join(machine.directory, 'file');
  await writeFile(file, '');
  await expect(prepare(['etcd'], { XDG_CACHE_HOME: file })).rejects.toThrow(
    /^Engines cannot be kept in .*\/file\/tidecast \(.*ENOTDIR.*\): make it writable, or name another folder by XDG_CACHE_HOME\.$/,
  );
});

test('a full disk is reported, with the space needed and where', async () => {
  await machine.go({
    build: 'echo "write /caches/build/ab/abc-d: no space left on device" >&2; exit 1',
  });
  await expect(prepare(['etcd'])).rejects.toThrow(
    /^The disk is full, so Go cannot build etcd: .* \d+ GB in \/caches\/build \(GOCACHE moves it\), .*XDG_CACHE_HOME.*\.$/,
  );
});

test('a failure of Go is reported with its own message', async () => {
  await machine.go({
    build: 'echo "# some/package" >&2; echo "x.go:1: undefined: y" >&2; exit 1',
  });
  await expect(prepare(['etcd'])).rejects.toThrow('Go cannot build etcd: x.go:1: undefined: y.');
});

test('what was built before a failure is kept, and the rest is built the next time', async () => {
  const fails = `case "$3" in *kube-scheduler) echo "signal: killed" >&2; exit 1 ;; esac`;
  await machine.go({ build: `${fails}\n${build}` });
  const programs = ['kube-apiserver', 'kube-scheduler'] as const;
  await expect(prepare(programs)).rejects.toThrow(
    'Go cannot build kube-scheduler: signal: killed.',
  );
  await machine.go();
  await prepare(programs);
  const packages = (await machine.goRuns('build')).map((run) => run.split('/').at(-1));
  expect(packages).toEqual(['kube-apiserver', 'kube-scheduler', 'kube-scheduler']);
});

test('an incomplete engine is reported and built again', async () => {
  await machine.go();
  const { etcd } = await prepare(['etcd']);
  await truncate(etcd, 5);
  await prepare(['etcd']);
  expect(await saidBy(etcd)).toBe('etcd Version: 3.6.16\n');
  expect(machine.lines).toContain(
    '(1/1) etcd: what was kept of it is not whole, so it is built again',
  );

  await rm(`${etcd}.json`);
  await prepare(['etcd']);
  expect(await machine.goRuns('build')).toHaveLength(3);
});

test('what a build left half done is never taken, and is cleared away', async () => {
  await machine.go({ build: `${build}\necho "signal: killed" >&2\nkill -9 $$` });
  await expect(prepare(['etcd'])).rejects.toThrow('signal: killed');
  await machine.go();
  const { etcd } = await prepare(['etcd']);
  const left = join(dirname(etcd), 'kube-apiserver.unfinished');
  await writeFile(left, 'half');
  await truncate(etcd, 0);
  await prepare(['etcd']);
  expect((await readdir(dirname(etcd))).sort()).toEqual(['etcd', 'etcd.json']);
});

test('a program that does not say the version of its module is not kept', async () => {
  await machine.go({
    build: `printf '#!/bin/sh\\necho "etcd Version: 3.4.0"\\n' > "$2"; /bin/chmod +x "$2"`,
  });
  await expect(prepare(['etcd'])).rejects.toThrow(
    'etcd has been built, but says that it is 3.4.0, not 3.6.x or 3.5.x.',
  );
  await machine.go();
  expect(await saidBy((await prepare(['etcd'])).etcd)).toBe('etcd Version: 3.6.16\n');
});

test('a download that fails is tried again', async () => {
  const once = join(machine.directory, 'once');
  await machine.go({
    download: `[ -e '${once}' ] || { : > '${once}'; printf '{\\n\\t"Path": "a.b/c",\\n\\t"Error": "a.b/c@v1: i/o timeout"\\n}\\n'; exit 1; }`,
  });
  await prepare(['etcd']);
  expect(await machine.goRuns('mod')).toHaveLength(2);
  expect(machine.lines).toContain(
    '(1/1) etcd: Go cannot download what etcd is built from: a.b/c@v1: i/o timeout. Trying again (2 of 3).',
  );
});

test('two at once build once', async () => {
  await machine.go();
  const [one, other] = await Promise.all([prepare(['etcd']), prepare(['etcd'])]);
  expect(one).toEqual(other);
  expect(await machine.goRuns('build')).toHaveLength(1);
});

test('the signal ends Go and all that it has started, and the next one can build', async () => {
  const { directory } = machine;
  await machine.go({
    build: `/bin/sleep 600 & echo $! > '${directory}/compiler'; echo $$ > '${directory}/go.pid'; wait`,
  });
  const stop = new AbortController();
  const preparing = prepare(['etcd'], {}, stop.signal);
  const started = await Promise.all([processIn('compiler'), processIn('go.pid')]);
  stop.abort(new Error('Stopped by SIGINT.'));
  await expect(preparing).rejects.toThrow('Stopped by SIGINT.');
  await until('the end of Go', async () => started.every(isGone), 30_000);

  await machine.go();
  expect(await saidBy((await prepare(['etcd'])).etcd)).toBe('etcd Version: 3.6.16\n');
});

test('Go is kept to the pinned sums, and to this machine', async () => {
  const seen = join(machine.directory, 'environment');
  await machine.go({
    build: `echo "$GOFLAGS|$GOTOOLCHAIN|$GOWORK|$GOOS|$GOPROXY" > '${seen}'\n${build}`,
  });
  await prepare(['etcd'], {
    GOFLAGS: '-mod=mod -tags=other',
    GOOS: 'plan9',
    GOPROXY: 'https://proxy.example',
  });
  expect(await readFile(seen, 'utf8')).toBe(
    '-mod=readonly -buildvcs=false|local|off||https://proxy.example\n',
  );
});

test("Pulumi's provider is built from a copy that has the files its module lacks", async () => {
  const { directory } = machine;
  const command = join(directory, 'module/cmd/pulumi-resource-kubernetes');
  await mkdir(command, { recursive: true });
  await writeFile(join(command, 'schema.json'), '{"name": "kubernetes", "types": {}}');
  await writeFile(join(command, 'terraform-mapping.json'), '{"mapped": true}');
  const inModule = 'module/cmd/pulumi-resource-kubernetes';
  await machine.go({
    download: `printf '{\\n\\t"Path": "github.com/pulumi/pulumi-kubernetes/provider/v4",\\n\\t"Dir": "${directory}/module"\\n}\\n'`,
    build: `
      /bin/cat ${inModule}/schema-embed.json ${inModule}/terraform-mapping-embed.json > '${directory}/embedded'
      /bin/cat go.mod > '${directory}/go.mod'
      echo "no plugin" >&2; exit 1`,
  });
  await expect(prepare(['pulumi-resource-kubernetes'])).rejects.toThrow('no plugin');
  expect(await readFile(join(directory, 'embedded'), 'utf8')).toMatch(
    /^\{"name":"kubernetes","types":\{\},"version":"\d+\.\d+\.\d+"\}\{"mapped": true\}$/,
  );
  expect(await readFile(join(directory, 'go.mod'), 'utf8')).toContain(
    'replace github.com/pulumi/pulumi-kubernetes/provider/v4 => ./module',
  );
});
