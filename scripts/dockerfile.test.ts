import { readFile } from 'node:fs/promises';
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

test('the image runs the Node that everything else runs on', async () => {
  const major = (await read('.nvmrc')).trim();
  expect(the('FROM', stages[0])).toContain(`node:${major}.`);
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

test('what the build imports is a dependency of the API: nothing else is installed', async () => {
  const { dependencies, devDependencies } = JSON.parse(await read('apps/api/package.json'));
  const build = await read('apps/api/build.ts');
  const imported = [...build.matchAll(/ from '([^']+)'/g)].map(([, name = '']) => name);
  const packages = imported.filter((name) => !name.startsWith('node:'));
  expect(packages).not.toEqual([]);
  expect(Object.keys({ ...dependencies, ...devDependencies })).toEqual(
    expect.arrayContaining(packages),
  );
});

test('the build is sent what it copies, and no more', async () => {
  const lines = (await read('.dockerignore')).split('\n').map((line) => line.trim());
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
  expect(rules[0]).toBe('*');
  const sent = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  const copied = (stages[1] ?? [])
    .filter(({ name }) => name === 'COPY')
    .flatMap(({ rest }) => rest.split(' ').slice(0, -1));
  expect(sent.sort()).toEqual(copied.sort());
  expect(rules).toContain('**/node_modules');
});
