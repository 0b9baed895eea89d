import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unknownText } from '../values.ts';
import type { StandIn } from './protocol.ts';
import { serveProvider } from './provider-service.ts';
import { messages, properties, type Struct, struct } from './pulumi-protocol.ts';
import { remoteStandIn } from './remote-stand-in.ts';
import { type ServedStandIns, serveStandIns } from './serve-stand-ins.ts';

const require = createRequire(import.meta.url);
const requireAsPulumi = createRequire(require.resolve('@pulumi/pulumi'));
const {
  ResourceProviderClient,
}: typeof import('@pulumi/pulumi/proto/provider_grpc_pb.js') = require('@pulumi/pulumi/proto/provider_grpc_pb.js');
type Client = InstanceType<typeof ResourceProviderClient>;
const {
  credentials,
}: { credentials: { createInsecure(): ConstructorParameters<typeof ResourceProviderClient>[1] } } =
  requireAsPulumi('@grpc/grpc-js');

const asked: unknown[] = [];
/** Says again what it is asked. */
const echo: StandIn = {
  version: '1.2.3',
  check: async ({ type, name, news }) => ({
    inputs: { ...news, type, name },
    failures: [{ property: 'size', reason: 'is not an input that the provider knows' }],
  }),
  diff: async () => ({ changes: ['a.b', 'c'], replaces: ['a.b'], deleteBeforeReplace: true }),
  create: async ({ inputs, preview }) => ({ id: preview ? '' : 'made', outputs: inputs }),
  read: async ({ id, outputs }) =>
    id === 'gone' ? { inputs: {}, outputs } : { id, inputs: {}, outputs },
  update: async ({ news }) => news,
  delete: async (request) => void asked.push(request),
  invoke: async ({ token }) => {
    throw new Error(`nobody knows ${token}`);
  },
};

let standIns: ServedStandIns;
let served: Awaited<ReturnType<typeof serveProvider>>;
let client: Client;
beforeAll(async () => {
  standIns = await serveStandIns({ echo });
  served = await serveProvider(await remoteStandIn(standIns.url, 'echo'));
  client = new ResourceProviderClient(`127.0.0.1:${served.port}`, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  served.close();
  await standIns.close();
});

function answer<T>(call: (done: (error: Error | null, response: T) => void) => unknown) {
  return new Promise<T>((resolve, reject) => {
    call((error, response) => (error ? reject(error) : resolve(response)));
  });
}

const urn = 'urn:pulumi:dev::tidecast::tidecast:a:B$aws:s3/bucket:Bucket::media';
const toStruct = (value: object): Struct => struct.fromJavaScript(value);

test('a check goes to the stand-in by type and name, and its faults come back', async () => {
  const request = new messages.CheckRequest();
  request.setUrn(urn);
  request.setNews(toStruct({ bucket: unknownText }));
  const response = await answer<InstanceType<typeof messages.CheckResponse>>((done) =>
    client.check(request, done),
  );
  expect(properties(response.getInputs())).toEqual({
    bucket: unknownText,
    type: 'aws:s3/bucket:Bucket',
    name: 'media',
  });
  expect(response.getFailuresList().map((failure) => failure.toObject())).toEqual([
    { property: 'size', reason: 'is not an input that the provider knows' },
  ]);
});

test('a diff tells what replaces by its top-level names', async () => {
  const request = new messages.DiffRequest();
  request.setUrn(urn);
  const response = await answer<InstanceType<typeof messages.DiffResponse>>((done) =>
    client.diff(request, done),
  );
  expect(response.getChanges()).toBe(messages.DiffResponse.DiffChanges.DIFF_SOME);
  expect(response.getReplacesList()).toEqual(['a']);
  expect(response.getDiffsList()).toEqual(['a', 'c']);
  expect(response.getDeletebeforereplace()).toBe(true);
});

test('a preview makes nothing, and says that it can be asked', async () => {
  const configured = await answer<InstanceType<typeof messages.ConfigureResponse>>((done) =>
    client.configure(new messages.ConfigureRequest(), done),
  );
  expect(configured.getSupportspreview()).toBe(true);
  const ids = [];
  for (const preview of [true, false]) {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setPreview(preview);
    request.setProperties(toStruct({ a: [1, { b: 'c' }] }));
    const response = await answer<InstanceType<typeof messages.CreateResponse>>((done) =>
      client.create(request, done),
    );
    expect(properties(response.getProperties())).toEqual({ a: [1, { b: 'c' }] });
    ids.push(response.getId());
  }
  expect(ids).toEqual(['', 'made']);
});

test('what is gone is read as gone', async () => {
  const idOf = async (id: string) => {
    const request = new messages.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    const response = await answer<InstanceType<typeof messages.ReadResponse>>((done) =>
      client.read(request, done),
    );
    return response.getId();
  };
  expect(await idOf('there')).toBe('there');
  expect(await idOf('gone')).toBe('');
});

test('a refusal comes back in its own words', async () => {
  const request = new messages.InvokeRequest();
  request.setTok('aws:ec2/getMoon:getMoon');
  const refused = answer((done) => client.invoke(request, done));
  await expect(refused).rejects.toThrow('nobody knows aws:ec2/getMoon:getMoon');
});

test('a caller without the secret is refused', async () => {
  const { origin } = new URL(standIns.url);
  await expect(remoteStandIn(`${origin}/guessed`, 'echo')).rejects.toThrow(
    'secret of the stand-ins is wrong',
  );
  await expect(remoteStandIn(standIns.url, 'moon')).rejects.toThrow(
    'no stand-in for the provider moon',
  );
});
