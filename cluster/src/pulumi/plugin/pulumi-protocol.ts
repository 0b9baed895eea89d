import { createRequire } from 'node:module';
import type { Properties } from '../values.ts';

const require = createRequire(import.meta.url);
const requireAsPulumi = createRequire(require.resolve('@pulumi/pulumi'));

/** Pulumi's provider protocol, as its SDK carries it. */
export const messages: typeof import('@pulumi/pulumi/proto/provider_pb.js') = require('@pulumi/pulumi/proto/provider_pb.js');
export const {
  ResourceProviderService,
}: typeof import('@pulumi/pulumi/proto/provider_grpc_pb.js') = require('@pulumi/pulumi/proto/provider_grpc_pb.js');
export const pluginMessages: typeof import('@pulumi/pulumi/proto/plugin_pb.js') = require('@pulumi/pulumi/proto/plugin_pb.js');

/** A call as it comes in, and how it is answered. */
export type Handler<Request, Response> = (
  call: { readonly request: Request },
  done: (error: { code: number; message: string } | null, response?: Response) => void,
) => void;

interface GrpcServer {
  addService(service: object, handlers: object): void;
  bindAsync(
    address: string,
    credentials: unknown,
    done: (error: Error | null, port: number) => void,
  ): void;
  forceShutdown(): void;
}

/** What is used of @grpc/grpc-js, which Pulumi's SDK brings along. */
export const grpc: {
  readonly Server: new (options: Readonly<Record<string, number>>) => GrpcServer;
  readonly ServerCredentials: { createInsecure(): unknown };
} = requireAsPulumi('@grpc/grpc-js');

/** A message that holds properties. */
export type Struct = NonNullable<ReturnType<InstanceType<typeof messages.CheckRequest>['getNews']>>;

export const { Struct: struct }: { Struct: { fromJavaScript(value: object): Struct } } =
  requireAsPulumi('google-protobuf/google/protobuf/struct_pb.js');
export const { Empty }: { Empty: new () => object } = requireAsPulumi(
  'google-protobuf/google/protobuf/empty_pb.js',
);

export function properties(from: Struct | undefined): Properties {
  return from ? (from.toJavaScript() as Properties) : {};
}
