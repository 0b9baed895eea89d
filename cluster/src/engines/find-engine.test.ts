import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type EngineProgram, engineOf } from './catalogue.ts';
import { findEngine } from './find-engine.ts';
import { type FakeMachine, fakeMachine } from './test/fake-machine.ts';

const sdk = {
  pulumi: [3, 270, 0],
  kubernetesProvider: [4, 34, 2],
} as const;

let machine: FakeMachine;

beforeEach(async () => {
  machine = await fakeMachine();
});

afterEach(() => machine.remove());

function find(program: EngineProgram, variables: NodeJS.ProcessEnv = {}) {
  const { environment, report } = machine;
  return findEngine(engineOf(program, sdk), {
    environment: { ...environment, ...variables },
    report,
  });
}

test('finds nothing on an empty machine', async () => {
  expect(await find('etcd')).toBeUndefined();
  expect(machine.lines).toEqual([]);
});

test('the folder that is named goes before the PATH', async () => {
  const onPath = await machine.program('etcd', 'echo "etcd Version: 3.6.1"');
  const named = await machine.program('etcd', 'echo "etcd Version: 3.5.21"', 'mine');
  const assets = await machine.program('etcd', 'echo "etcd Version: 3.6.4"', 'assets');
  const folder = (name: string) => join(machine.directory, name);

  expect(await find('etcd')).toEqual({ path: onPath, version: [3, 6, 1], from: 'PATH' });
  expect(await find('etcd', { KUBEBUILDER_ASSETS: folder('assets') })).toMatchObject({
    path: assets,
    from: 'KUBEBUILDER_ASSETS',
  });
  expect(
    await find('etcd', { KUBEBUILDER_ASSETS: folder('assets'), TIDECAST_ENGINES: folder('mine') }),
  ).toMatchObject({ path: named, from: 'TIDECAST_ENGINES' });
  expect(machine.lines).toEqual([]);
});

test.each([
  ['etcd', 'etcd Version: 3.4.30', '3.6.x or 3.5.x'],
  ['kube-scheduler', 'Kubernetes v1.35.8', '1.36.x'],
  ['kube-apiserver-1.35', 'Kubernetes v1.36.3', '1.35.x'],
  ['argocd', 'argocd: v3.1.9+abcdef', '3.2.0 or newer'],
  ['pulumi', 'v3.269.2', '3.270.0 or newer'],
  ['redis-server', 'Redis server v=5.0.14', '6.2 or newer'],
] as const)('%s on the PATH that says %s is refused in one line', async (program, says, wanted) => {
  const path = await machine.program(program, `echo "${says}"`);
  expect(await find(program)).toBeUndefined();
  expect(machine.lines).toEqual([
    expect.stringMatching(/^Not used: .* \(PATH\) is \d+\.\d+\.\d+; /),
  ]);
  expect(machine.lines[0]).toContain(path);
  expect(machine.lines[0]).toContain(`${program} ${wanted} is needed`);
});

test('a refused one leaves the place to the next', async () => {
  await machine.program('kube-apiserver', 'echo "Kubernetes v1.33.0"', 'assets');
  const path = await machine.program('kube-apiserver', 'echo "Kubernetes v1.36.0"');
  const found = await find('kube-apiserver', {
    KUBEBUILDER_ASSETS: join(machine.directory, 'assets'),
  });
  expect(found).toEqual({ path, version: [1, 36, 0], from: 'PATH' });
  expect(machine.lines).toHaveLength(1);
});

test('one that does not fit in the folder that was named for it is an error', async () => {
  const path = await machine.program('kube-apiserver', 'echo "Kubernetes v1.34.1"', 'mine');
  await expect(
    find('kube-apiserver', { TIDECAST_ENGINES: join(machine.directory, 'mine') }),
  ).rejects.toThrow(
    `${path} (TIDECAST_ENGINES) is 1.34.1; kube-apiserver 1.36.x is needed: put that there, or take it out of the folder, and Go builds it.`,
  );
});

test('a folder that is not there is an error', async () => {
  const folder = join(machine.directory, 'nowhere');
  await expect(find('kwok', { TIDECAST_ENGINES: folder })).rejects.toThrow(
    `TIDECAST_ENGINES names ${folder}, which is no folder`,
  );
});

test.each([
  ['exit 1', 'ends with 1'],
  ['echo "cannot execute binary file" >&2; exit 126', 'cannot execute binary file'],
  ['echo hello', 'hello'],
])('a program that tells no version (%s) is refused with what it says', async (script, said) => {
  await machine.program('kwok', script);
  expect(await find('kwok')).toBeUndefined();
  expect(machine.lines).toEqual([expect.stringContaining(said)]);
});

test('a folder of the name is no program', async () => {
  await mkdir(join(machine.directory, 'bin/etcd'));
  expect(await find('etcd')).toBeUndefined();
});

/** Answers one call as gRPC does, with a message whose first field is a text. */
function plugin(version: string): string {
  const program = `
const message = Buffer.concat([Buffer.from([10, ${version.length}]), Buffer.from('${version}')]);
const length = Buffer.alloc(5);
length.writeUInt32BE(message.length, 1);
const server = require('node:http2').createServer();
server.on('stream', (stream, headers) => {
  if (headers[':path'] !== '/pulumirpc.ResourceProvider/GetPluginInfo') return stream.close();
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
  stream.end(Buffer.concat([length, message]));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  return `exec '${process.execPath}' -e '${program.replaceAll("'", `'"'"'`)}'`;
}

test('a plugin of Pulumi is asked by its own protocol, and ended', async () => {
  const pid = join(machine.directory, 'pid');
  const path = await machine.program(
    'pulumi-resource-kubernetes',
    `echo $$ > '${pid}'\n${plugin('4.34.9')}`,
  );
  expect(await find('pulumi-resource-kubernetes')).toEqual({
    path,
    version: [4, 34, 9],
    from: 'PATH',
  });
  const started = Number(await readFile(pid, 'utf8'));
  expect(started).toBeGreaterThan(0);
  expect(() => process.kill(started, 0)).toThrow('ESRCH');
  await machine.program('pulumi-resource-kubernetes', plugin('4.33.0'));
  expect(await find('pulumi-resource-kubernetes')).toBeUndefined();
  expect(machine.lines).toEqual([expect.stringContaining('is 4.33.0')]);
});

test('a program that is no plugin of Pulumi is refused', async () => {
  await machine.program('pulumi-resource-kubernetes', 'echo "not today" >&2; exit 2');
  expect(await find('pulumi-resource-kubernetes')).toBeUndefined();
  expect(machine.lines).toEqual([expect.stringContaining('it is no plugin of Pulumi (not today)')]);
});
