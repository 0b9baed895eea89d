import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { git } from './git.ts';
import { type Remote, startRemote } from './remote.ts';

const run = promisify(execFile);
const repositoryUrl = 'https://github.com/acme/tidecast';
const charts = 'https://kubernetes-sigs.github.io/metrics-server';
const chartHost = 'kubernetes-sigs.github.io';

let directory: string;
let workingTree: string;
let remote: Remote;
const said: string[] = [];

/** A repository whose `argocd/` wants one chart. */
async function makeWorkingTree(): Promise<string> {
  const folder = join(directory, 'tree');
  await mkdir(join(folder, 'argocd/templates'), { recursive: true });
  await writeChart(join(folder, 'argocd'), 'tidecast', '1.0.0');
  const application = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'metrics-server' },
    spec: {
      source: { repoURL: `${charts}/`, chart: 'metrics-server', targetRevision: '3.13.1' },
      destination: {},
    },
  };
  const file = join(folder, 'argocd/templates/metrics-server.yaml');
  await writeFile(file, JSON.stringify(application));
  await writeFile(join(folder, 'tag'), 'one\n');
  await git(folder, ['init', '--quiet', '--initial-branch=work']);
  await git(folder, ['add', '.']);
  await git(folder, ['commit', '--quiet', '--message', 'Begin']);
  await writeFile(join(folder, 'tag'), 'not committed\n');
  await writeFile(join(folder, 'new file'), '');
  return folder;
}

async function writeChart(folder: string, name: string, version: string): Promise<void> {
  await mkdir(join(folder, 'templates'), { recursive: true });
  await writeFile(join(folder, 'Chart.yaml'), JSON.stringify({ apiVersion: 'v2', name, version }));
  await writeFile(join(folder, 'templates/real.yaml'), '# real\n');
}

async function definitions() {
  const folder = join(directory, 'definitions');
  await mkdir(folder, { recursive: true });
  return { argocd: folder, prometheusOperator: folder, loadBalancerController: folder };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-remote-'));
  workingTree = await makeWorkingTree();
  const chartsDirectory = join(directory, 'real');
  await writeChart(join(chartsDirectory, 'metrics-server'), 'metrics-server', '3.13.1');
  await writeChart(join(chartsDirectory, 'argo-cd'), 'argo-cd', '0.0.1');
  remote = await startRemote({
    directory: join(directory, 'remote'),
    repositoryUrl,
    branch: 'main',
    workingTree,
    chartsDirectory,
    definitions,
    report: (line) => said.push(line),
  });
});

afterAll(async () => {
  await remote?.close();
  await rm(directory, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** As a client behind a proxy asks. */
async function fetchThrough(address: string): Promise<Answer> {
  const { host } = new URL(address);
  const proxy = remote.environment.HTTPS_PROXY ?? '';
  const socket = await new Promise<Duplex>((resolve, reject) => {
    ask(proxy, { method: 'CONNECT', path: `${host}:443`, agent: false })
      .once('connect', ({ statusCode = 0, statusMessage }, connected) =>
        statusCode === 200
          ? resolve(connected)
          : reject(new Error(`${statusCode} ${statusMessage}`)),
      )
      .once('error', reject)
      .end();
  });
  const ca = await readFile(remote.environment.SSL_CERT_FILE ?? '');
  return new Promise((resolve, reject) => {
    get(address, { ca, agent: false, ...{ socket } }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
    }).once('error', reject);
  });
}

async function clone(): Promise<string> {
  const folder = await mkdtemp(join(directory, 'clone-'));
  const environment = { ...remote.environment, PATH: process.env.PATH ?? '', HOME: folder };
  await git(folder, ['clone', '--quiet', repositoryUrl, '.'], environment);
  return folder;
}

test('the last commit of the working tree is served, and uncommitted changes are reported', async () => {
  const folder = await clone();
  expect(await readFile(join(folder, 'tag'), 'utf8')).toBe('one\n');
  expect(await git(folder, ['rev-parse', '--abbrev-ref', 'HEAD'])).toBe('main');
  const head = await git(workingTree, ['rev-parse', 'HEAD']);
  expect(await git(folder, ['rev-parse', 'HEAD'])).toBe(head);
  expect(await remote.repository.head()).toBe(head);
  expect(remote.repository.dirtyFiles).toEqual(['tag', 'new file']);
});

test('a push and its revert reach readers, and leave the working tree alone', async () => {
  const before = await remote.repository.head();
  const pushed = await remote.repository.push({ tag: 'two\n', 'deep/er': 'new\n' }, 'Release two');
  const folder = await clone();
  expect(await git(folder, ['rev-parse', 'HEAD'])).toBe(pushed);
  expect(await readFile(join(folder, 'tag'), 'utf8')).toBe('two\n');
  expect(await git(folder, ['log', '-1', '--format=%s'])).toBe('Release two');

  const reverted = await remote.repository.revert(pushed);
  expect(reverted).toBe(await remote.repository.head());
  await git(folder, ['fetch', '--quiet'], {
    ...remote.environment,
    PATH: process.env.PATH,
    HOME: folder,
  });
  expect(await git(folder, ['diff', '--stat', before, reverted])).toBe('');
  expect(await readFile(join(workingTree, 'tag'), 'utf8')).toBe('not committed\n');
  expect(await git(workingTree, ['rev-parse', 'HEAD'])).toBe(before);
});

test('a revert that cannot be done changes nothing, and the next one can', async () => {
  const first = await remote.repository.push({ tag: 'three\n' }, 'Three');
  const second = await remote.repository.push({ tag: 'four\n' }, 'Four');
  await expect(remote.repository.revert(first)).rejects.toThrow('git revert');
  expect(await remote.repository.head()).toBe(second);
  await remote.repository.revert(second);
  await remote.repository.revert(first);
});

test('nobody writes into the repository from outside', async () => {
  const folder = await clone();
  const environment = { ...remote.environment, PATH: process.env.PATH ?? '', HOME: folder };
  await expect(git(folder, ['push', 'origin', 'HEAD:other'], environment)).rejects.toThrow('403');
});

test('a chart is served at the version that the tree names, the real one where there is one', async () => {
  const index = parse(String((await fetchThrough(`${charts}/index.yaml`)).body));
  const [entry, ...more] = index.entries['metrics-server'];
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ version: '3.13.1', urls: ['metrics-server-3.13.1.tgz'] });
  const archive = await fetchThrough(`${charts}/${entry.urls[0]}`);
  expect(archive.status).toBe(200);
  expect(await listOf(archive.body)).toContain('metrics-server/templates/real.yaml');
});

test('for a chart that is there in another version only, its stand-in is served and said', async () => {
  const repository = 'https://argoproj.github.io/argo-helm';
  const index = parse(String((await fetchThrough(`${repository}/index.yaml`)).body));
  const [entry] = index.entries['argo-cd'];
  const { body } = await fetchThrough(`${repository}/${entry.urls[0]}`);
  expect(await listOf(body)).toContain('argo-cd/known-values.yaml');
  const served = remote.charts.served.map(({ name, version, standIn }) => ({
    ...{ name, standIn },
    pinned: version === entry.version,
  }));
  expect(served).toEqual([
    { name: 'argo-cd', standIn: true, pinned: true },
    { name: 'metrics-server', standIn: false, pinned: false },
  ]);
  expect(said).toEqual([
    expect.stringContaining('is of version 0.0.1'),
    `A stand-in is served for the chart argo-cd ${entry.version}`,
  ]);
});

test('a further version of a chart can be published', async () => {
  await remote.charts.bump('metrics-server', '3.14.0', (folder) =>
    writeFile(join(folder, 'templates/more.yaml'), '# more\n'),
  );
  const index = parse(String((await fetchThrough(`${charts}/index.yaml`)).body));
  const versions = index.entries['metrics-server'].map(
    ({ version }: { version: string }) => version,
  );
  expect(versions).toEqual(['3.13.1', '3.14.0']);
  const { body } = await fetchThrough(`${charts}/metrics-server-3.14.0.tgz`);
  expect(await listOf(body)).toContain('metrics-server/templates/more.yaml');
});

test('every other host is refused, by TLS and without, and noted', async () => {
  const from = remote.requests.length;
  await expect(fetchThrough('https://example.com/')).rejects.toThrow(
    '403 The rehearsal lets nothing out to example.com',
  );
  const plain = await new Promise((resolve, reject) => {
    ask(remote.environment.HTTP_PROXY ?? '', { path: 'http://example.org/x', agent: false })
      .once('response', (response) => resolve(response.resume().statusCode))
      .once('error', reject)
      .end();
  });
  expect(plain).toBe(403);
  expect(remote.requests.slice(from)).toEqual([
    { method: 'CONNECT', host: 'example.com', path: '', status: 403 },
    { method: 'GET', host: 'example.org', path: '', status: 403 },
  ]);
});

test('another repository of the same host, and another path of charts, is not there', async () => {
  expect((await fetchThrough('https://github.com/acme/other/info/refs')).status).toBe(404);
  expect((await fetchThrough(`https://${chartHost}/external-dns/index.yaml`)).status).toBe(404);
});

test('a host that fails cannot be reached until it recovers, and the others can', async () => {
  remote.charts.fail(chartHost);
  await expect(fetchThrough(`${charts}/index.yaml`)).rejects.toThrow('502');
  await clone();
  remote.charts.recover(chartHost);
  expect((await fetchThrough(`${charts}/index.yaml`)).status).toBe(200);
  expect(() => remote.charts.fail('example.com')).toThrow('example.com is none of the hosts here');
});

test('of a history that is cut short, as CI has it, the files are served all the same', async () => {
  const shallow = join(directory, 'shallow');
  const from = await git(workingTree, ['rev-parse', 'HEAD']);
  await cp(workingTree, `${shallow}-source`, { recursive: true });
  await git(`${shallow}-source`, ['commit', '--quiet', '--all', '--message', 'Second']);
  await run('git', ['clone', '--quiet', '--depth=1', `file://${shallow}-source`, shallow]);
  const other = await startRemote({
    directory: join(directory, 'other'),
    ...{ repositoryUrl, branch: 'main', workingTree: shallow, definitions },
  });
  try {
    const head = await git(join(directory, 'other/served.git'), ['log', '--format=%s', 'main']);
    expect(head).toBe('Second');
    expect(await other.repository.head()).not.toBe(from);
  } finally {
    await other.close();
  }
});

test('what cannot be served is said before anything is started', async () => {
  const start = (options: { repositoryUrl: string; workingTree: string }) =>
    startRemote({ directory: join(directory, 'none'), branch: 'main', definitions, ...options });
  await expect(
    start({ repositoryUrl: 'git@github.com:acme/tidecast', workingTree }),
  ).rejects.toThrow('not at git@github.com:acme/tidecast');
  const outside = await mkdtemp(join(tmpdir(), 'tidecast-no-git-'));
  await expect(start({ repositoryUrl, workingTree: outside })).rejects.toThrow(
    'is no git checkout',
  );
  await rm(outside, { recursive: true });
});

async function listOf(archive: Buffer): Promise<string[]> {
  const file = join(await mkdtemp(join(directory, 'archive-')), 'chart.tgz');
  await writeFile(file, archive);
  const { stdout } = await run('tar', ['-tzf', file]);
  return stdout.split('\n');
}
