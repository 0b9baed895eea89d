import type { Properties } from '../values.ts';
import type { Addressed, StandIn } from './protocol.ts';
import {
  Empty,
  grpc,
  type Handler,
  messages,
  pluginMessages,
  properties,
  ResourceProviderService,
  struct,
} from './pulumi-protocol.ts';

/** Bytes of a message: the engine's own limit (sdk/go/common/util/rpcutil). */
const longestMessage = 400 * 1024 * 1024;
/** gRPC's status for an error without a kind. */
const unknownError = 2;

/**
 * Serves a provider to Pulumi's engine on a free port of loopback. Unlike the server of Pulumi's SDK
 * for Node it answers previews, and tells what of a resource differs.
 */
export async function serveProvider(
  provider: StandIn,
): Promise<{ readonly port: number; close(): void }> {
  const server = new grpc.Server({
    'grpc.max_receive_message_length': longestMessage,
    'grpc.max_send_message_length': longestMessage,
  });
  server.addService(ResourceProviderService, handlers(provider));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

type Message<Name extends keyof typeof messages> = InstanceType<(typeof messages)[Name]>;

function handlers(provider: StandIn) {
  return {
    getPluginInfo: answered(async () => {
      const info = new pluginMessages.PluginInfo();
      info.setVersion(provider.version);
      return info;
    }),
    getSchema: answered(async () => {
      const response = new messages.GetSchemaResponse();
      response.setSchema('{}');
      return response;
    }),
    checkConfig: answered(async (request: Message<'CheckRequest'>) =>
      checked({ inputs: properties(request.getNews()), failures: [] }),
    ),
    // Another region or other credentials are not tried here.
    diffConfig: answered(async () => new messages.DiffResponse()),
    configure: answered(async () => {
      const response = new messages.ConfigureResponse();
      // Secrets come bare, and the engine marks again what comes back under their names.
      response.setSupportspreview(true);
      return response;
    }),
    check: answered(async (request: Message<'CheckRequest'>) =>
      checked(
        await provider.check({
          ...addressed(request),
          olds: properties(request.getOlds()),
          news: properties(request.getNews()),
        }),
      ),
    ),
    diff: answered(async (request: Message<'DiffRequest'>) => {
      const { changes, replaces, deleteBeforeReplace } = await provider.diff({
        ...addressed(request),
        id: request.getId(),
        oldInputs: properties(request.getOldInputs()),
        news: properties(request.getNews()),
      });
      const response = new messages.DiffResponse();
      const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
      response.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList([...new Set(changes.map(topOf))]);
      response.setReplacesList([...new Set(replaces.map(topOf))]);
      response.setDeletebeforereplace(deleteBeforeReplace);
      return response;
    }),
    create: answered(async (request: Message<'CreateRequest'>) => {
      const { id, outputs } = await provider.create({
        ...addressed(request),
        inputs: properties(request.getProperties()),
        preview: request.getPreview(),
      });
      const response = new messages.CreateResponse();
      response.setId(id);
      response.setProperties(struct.fromJavaScript(outputs));
      return response;
    }),
    read: answered(async (request: Message<'ReadRequest'>) => {
      const { id, inputs, outputs } = await provider.read({
        ...addressed(request),
        id: request.getId(),
        inputs: properties(request.getInputs()),
        outputs: properties(request.getProperties()),
      });
      const response = new messages.ReadResponse();
      if (id === undefined) return response;
      response.setId(id);
      response.setInputs(struct.fromJavaScript(inputs));
      response.setProperties(struct.fromJavaScript(outputs));
      return response;
    }),
    update: answered(async (request: Message<'UpdateRequest'>) => {
      const outputs = await provider.update({
        ...addressed(request),
        id: request.getId(),
        olds: properties(request.getOlds()),
        oldInputs: properties(request.getOldInputs()),
        news: properties(request.getNews()),
        preview: request.getPreview(),
      });
      const response = new messages.UpdateResponse();
      response.setProperties(struct.fromJavaScript(outputs));
      return response;
    }),
    delete: answered(async (request: Message<'DeleteRequest'>) => {
      await provider.delete({
        ...addressed(request),
        id: request.getId(),
        outputs: properties(request.getProperties()),
      });
      return new Empty();
    }),
    invoke: answered(async (request: Message<'InvokeRequest'>) => {
      const outputs = await provider.invoke({
        token: request.getTok(),
        args: properties(request.getArgs()),
      });
      const response = new messages.InvokeResponse();
      response.setReturn(struct.fromJavaScript(outputs));
      return response;
    }),
    cancel: answered(async () => new Empty()),
    attach: answered(async () => new Empty()),
  };
}

function answered<Request, Response>(
  answer: (request: Request) => Promise<Response>,
): Handler<Request, Response> {
  return ({ request }, done) => {
    answer(request).then(
      (response) => done(null, response),
      (reason: unknown) =>
        done({
          code: unknownError,
          message: reason instanceof Error ? reason.message : String(reason),
        }),
    );
  };
}

function checked(answer: {
  readonly inputs: Properties;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}): Message<'CheckResponse'> {
  const response = new messages.CheckResponse();
  response.setInputs(struct.fromJavaScript(answer.inputs));
  response.setFailuresList(
    answer.failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

function addressed(request: { getUrn(): string }): Addressed {
  const urn = request.getUrn();
  const [, , qualified = '', ...name] = urn.split('::');
  return { urn, type: qualified.split('$').at(-1) ?? '', name: name.join('::') };
}

function topOf(path: string): string {
  return path.split('.')[0] ?? path;
}
