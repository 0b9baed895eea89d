import {
  ChannelNotBroadcasting,
  ConflictException,
  IvsClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-ivs';
import { IvschatClient } from '@aws-sdk/client-ivschat';
import { S3Client } from '@aws-sdk/client-s3';
import { type FakeS3, s3Operations } from '../../../packages/media/test/fake-s3.ts';

interface FakeStream {
  readonly streamId: string;
  readonly startTime: Date;
  viewerCount: number;
  health: 'HEALTHY' | 'STARVING';
}

interface FakeChannel {
  readonly arn: string;
  readonly name: string;
  readonly ingestEndpoint: string;
  readonly playbackUrl: string;
}

const absent = { message: 'not there', $metadata: { httpStatusCode: 404 } };

/** IVS and IVS Chat in memory. */
export class FakeIvs {
  readonly channels = new Map<string, FakeChannel>();
  readonly keys = new Map<string, { readonly arn: string; readonly value: string }>();
  readonly streams = new Map<string, FakeStream>();
  readonly rooms = new Map<string, { readonly arn: string; readonly name: string }>();
  /** Inputs of what was asked, by command. */
  readonly asked: { readonly command: string; readonly input: Record<string, unknown> }[] = [];
  /** The next call of a command fails with this. */
  readonly failing = new Map<string, Error>();
  /** What happens elsewhere just before the next call of a command is answered. */
  readonly before = new Map<string, () => Promise<unknown>>();
  #next = 0;

  id(): string {
    this.#next += 1;
    return `x${this.#next}`;
  }

  inputsOf(command: string): Record<string, unknown>[] {
    return this.asked.filter((one) => one.command === command).map(({ input }) => input);
  }

  newKey(channelArn: string) {
    const key = { arn: `arn:key/${this.id()}`, value: `sk_${this.id()}` };
    this.keys.set(channelArn, key);
    return key;
  }
}

type Input = Record<string, string>;

function operations(ivs: FakeIvs): Record<string, (input: Input) => unknown> {
  const described = (arn: string, stream: FakeStream) => ({
    ...stream,
    channelArn: arn,
    state: 'LIVE',
  });
  return {
    CreateChannel({ name = '' }) {
      const id = ivs.id();
      const arn = `arn:aws:ivs:r:1:channel/${id}`;
      const channel = { arn, name, ingestEndpoint: `${id}.ingest`, playbackUrl: `https://p/${id}` };
      ivs.channels.set(arn, channel);
      return { channel, streamKey: ivs.newKey(arn) };
    },
    GetChannel: ({ arn = '' }) => ({ channel: ivs.channels.get(arn) }),
    ListChannels: ({ filterByName }) => ({
      channels: [...ivs.channels.values()].filter(({ name }) => name === filterByName),
    }),
    DeleteChannel({ arn = '' }) {
      if (ivs.streams.has(arn))
        throw new ConflictException({ ...absent, exceptionMessage: 'live' });
      if (!ivs.channels.delete(arn)) throw new ResourceNotFoundException(absent as never);
      return {};
    },
    ListStreamKeys: ({ channelArn = '' }) => ({
      streamKeys: [ivs.keys.get(channelArn)].filter((key) => key !== undefined),
    }),
    GetStreamKey: ({ arn }) => ({
      streamKey: [...ivs.keys.values()].find((key) => key.arn === arn),
    }),
    CreateStreamKey: ({ channelArn = '' }) => ({ streamKey: ivs.newKey(channelArn) }),
    DeleteStreamKey({ arn }) {
      for (const [channel, key] of ivs.keys) if (key.arn === arn) ivs.keys.delete(channel);
      return {};
    },
    GetStream({ channelArn = '' }) {
      const stream = ivs.streams.get(channelArn);
      if (!stream) throw new ChannelNotBroadcasting(absent as never);
      return { stream: described(channelArn, stream) };
    },
    ListStreams: () => ({
      streams: [...ivs.streams].map(([arn, stream]) => described(arn, stream)),
    }),
    StopStream({ channelArn = '' }) {
      if (!ivs.streams.has(channelArn)) throw new ChannelNotBroadcasting(absent as never);
      return {};
    },
    CreateRoom({ name = '' }) {
      const arn = `arn:aws:ivschat:r:1:room/${ivs.id()}`;
      ivs.rooms.set(arn, { arn, name });
      return { arn };
    },
    ListRooms: ({ name }) => ({
      rooms: [...ivs.rooms.values()].filter((room) => room.name === name),
    }),
    DeleteRoom({ identifier = '' }) {
      ivs.rooms.delete(identifier);
      return {};
    },
    CreateChatToken: () => ({
      token: `token-${ivs.id()}`,
      sessionExpirationTime: new Date('2026-11-24T03:00:00Z'),
    }),
    DisconnectUser: () => ({}),
    DeleteMessage: () => ({ id: 'event' }),
    SendEvent: () => ({ id: 'event' }),
  };
}

/** The SDK's real clients over what is in memory. */
export function fakeClients(fake: FakeIvs, objects: FakeS3) {
  const options = {
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const ivs = new IvsClient(options);
  const ivschat = new IvschatClient(options);
  const s3 = new S3Client(options);
  const own = operations(fake) as Record<string, (input: never) => unknown>;
  const stored = s3Operations(objects) as Record<string, (input: never) => unknown>;
  for (const [client, known] of [
    [ivs, own],
    [ivschat, own],
    [s3, stored],
  ] as const) {
    const stack = client.middlewareStack as {
      add(middleware: unknown, options: { step: 'initialize'; priority: 'high' }): void;
    };
    stack.add(
      (_next: unknown, context: { commandName: string }) => async (args: { input: never }) => {
        const command = context.commandName.replace(/Command$/, '');
        fake.asked.push({ command, input: args.input });
        const failure = fake.failing.get(command);
        fake.failing.delete(command);
        if (failure) throw failure;
        const meanwhile = fake.before.get(command);
        fake.before.delete(command);
        await meanwhile?.();
        const operation = known[command];
        if (!operation) throw new Error(`the fake does not know ${command}`);
        return { output: await operation(args.input), response: {} };
      },
      { step: 'initialize', priority: 'high' },
    );
  }
  return { ivs, ivschat, s3 };
}
