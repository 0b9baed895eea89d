import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const requireAsPulumi = createRequire(require.resolve('@pulumi/pulumi'));

const messages: typeof import('@pulumi/pulumi/proto/analyzer_pb.js') = require('@pulumi/pulumi/proto/analyzer_pb.js');
const {
  AnalyzerClient,
}: typeof import('@pulumi/pulumi/proto/analyzer_grpc_pb.js') = require('@pulumi/pulumi/proto/analyzer_grpc_pb.js');

type Client = InstanceType<typeof AnalyzerClient>;
type Diagnostics = InstanceType<typeof messages.AnalyzeResponse>;
type Properties = Parameters<InstanceType<typeof messages.AnalyzeRequest>['setProperties']>[0];

const {
  credentials,
}: { credentials: { createInsecure(): ConstructorParameters<typeof AnalyzerClient>[1] } } =
  requireAsPulumi('@grpc/grpc-js');
const { Struct }: { Struct: { fromJavaScript(value: object): Properties } } = requireAsPulumi(
  'google-protobuf/google/protobuf/struct_pb.js',
);
const { Empty }: { Empty: new () => Parameters<Client['getAnalyzerInfo']>[0] } = requireAsPulumi(
  'google-protobuf/google/protobuf/empty_pb.js',
);

/** How Pulumi's engine writes a text that is not known before the update. */
export const unknownText = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

export interface AnalyzedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: object;
  /** By property, the names of the resources whose outputs it takes. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
}

/** The pack in a process of its own, as Pulumi's engine talks to it. */
export interface ServedPack {
  /** Names of the rules. */
  offered(): Promise<string[]>;
  /** Diagnostics as `level rule: message`. */
  analyze(resource: AnalyzedResource): Promise<string[]>;
  analyzeStack(resources: readonly AnalyzedResource[]): Promise<string[]>;
  stop(): Promise<void>;
}

/**
 * Starts the pack by Pulumi's own loader, with the arguments and in the folder that the engine gives
 * it (pulumi sdk/go/common/resource/plugin/analyzer_plugin.go).
 *
 * @throws Error with what the loader printed, if it does not start
 */
export async function servePack(): Promise<ServedPack> {
  const loader = require.resolve('@pulumi/pulumi/cmd/run-policy-pack');
  const child = spawn(process.execPath, [loader, '127.0.0.1:1', '.', '-typescript=false'], {
    cwd: new URL('..', import.meta.url),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += String(data);
  });
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit');
  const first = await Promise.race([once(lines, 'line'), exited.then(() => [])]);
  const [port] = first;
  if (typeof port !== 'string') throw new Error(`The policy pack does not start: ${errors}`);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());

  return {
    offered: async () => {
      const info = await answer<InstanceType<typeof messages.AnalyzerInfo>>((done) =>
        client.getAnalyzerInfo(new Empty(), done),
      );
      return info.getPoliciesList().map((policy) => policy.getName());
    },
    analyze: async ({ type, name, inputs }) => {
      const request = new messages.AnalyzeRequest();
      request.setType(type);
      request.setName(name);
      request.setUrn(urn(name));
      request.setProperties(Struct.fromJavaScript(inputs));
      request.setOptions(new messages.AnalyzerResourceOptions());
      return said(await answer<Diagnostics>((done) => client.analyze(request, done)));
    },
    analyzeStack: async (resources) => {
      const request = new messages.AnalyzeStackRequest();
      request.setResourcesList(resources.map(stackResource));
      return said(await answer<Diagnostics>((done) => client.analyzeStack(request, done)));
    },
    stop: async () => {
      client.close();
      child.kill();
      await exited;
    },
  };
}

function answer<T>(
  call: (done: (error: Error | null, response: T) => void) => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(error) : resolve(response)));
  });
}

const urn = (name: string) => `urn:pulumi:dev::tidecast::test::${name}`;

function stackResource({ type, name, inputs, dependencies = {} }: AnalyzedResource) {
  const resource = new messages.AnalyzerResource();
  resource.setType(type);
  resource.setName(name);
  resource.setUrn(urn(name));
  resource.setProperties(Struct.fromJavaScript(inputs));
  resource.setOptions(new messages.AnalyzerResourceOptions());
  for (const [property, names] of Object.entries(dependencies)) {
    const list = new messages.AnalyzerPropertyDependencies();
    list.setUrnsList(names.map(urn));
    resource.getPropertydependenciesMap().set(property, list);
  }
  return resource;
}

function said(response: Diagnostics): string[] {
  return response.getDiagnosticsList().map((diagnostic) => {
    const mandatory = diagnostic.getEnforcementlevel() === messages.EnforcementLevel.MANDATORY;
    return `${mandatory ? 'mandatory' : 'advisory'} ${diagnostic.getPolicyname()}: ${diagnostic.getMessage()}`;
  });
}
