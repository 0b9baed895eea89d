import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { cloudfrontOperations, type FakeCloudFront } from './fake-cloudfront.ts';
import { type FakeMediaConvert, mediaconvertOperations } from './fake-mediaconvert.ts';
import { type FakeS3, s3Operations } from './fake-s3.ts';

/** One operation: takes a command's input, gives its output or throws the SDK's own exception. */
type Operations = Readonly<Record<string, (input: never) => unknown>>;

/** What was asked of AWS, in order, as `Command` names. */
export interface FakeAws {
  readonly s3: S3Client;
  readonly mediaconvert: MediaConvertClient;
  readonly cloudfront: CloudFrontClient;
  readonly objects: FakeS3;
  readonly encoder: FakeMediaConvert;
  readonly edge: FakeCloudFront;
  readonly calls: readonly string[];
  /** The next call of a command fails with this, before it does anything. */
  failNext(command: string, error: Error): void;
  /** Runs once, just before the next call of a command is carried out. */
  beforeNext(command: string, action: () => unknown): void;
}

interface FakeState {
  readonly objects: FakeS3;
  readonly encoder: FakeMediaConvert;
  readonly edge: FakeCloudFront;
}

/** S3, MediaConvert and CloudFront in memory, behind the SDK's real clients. */
export function createFakeAws({ objects, encoder, edge }: FakeState): FakeAws {
  const calls: string[] = [];
  const actions = new Map<string, (() => unknown)[]>();

  const before = (command: string, action: () => unknown): void => {
    actions.set(command, [...(actions.get(command) ?? []), action]);
  };

  const carryOut = async (operations: Operations, name: string, input: unknown) => {
    const command = name.replace(/Command$/, '');
    calls.push(command);
    await actions.get(command)?.shift()?.();
    const operation = operations[command];
    if (!operation) throw new Error(`the fake does not know ${command}`);
    return operation(input as never);
  };

  const clientOptions = {
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const s3 = new S3Client(clientOptions);
  const mediaconvert = new MediaConvertClient(clientOptions);
  const cloudfront = new CloudFrontClient(clientOptions);
  for (const [client, operations] of [
    [s3, s3Operations(objects)],
    [mediaconvert, mediaconvertOperations(encoder)],
    [cloudfront, cloudfrontOperations(edge)],
  ] as const) {
    const stack = client.middlewareStack as {
      add(middleware: unknown, options: { step: 'initialize'; priority: 'high' }): void;
    };
    stack.add(
      (_next: unknown, context: { commandName: string }) => async (args: { input: unknown }) => ({
        output: await carryOut(operations, context.commandName, args.input),
        response: {},
      }),
      { step: 'initialize', priority: 'high' },
    );
  }

  return {
    s3,
    mediaconvert,
    cloudfront,
    objects,
    encoder,
    edge,
    calls,
    beforeNext: before,
    failNext: (command, error) =>
      before(command, () => {
        throw error;
      }),
  };
}
