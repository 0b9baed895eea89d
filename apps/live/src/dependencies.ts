/** The real implementations of the functions' ports, made from the configuration. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IvsClient } from '@aws-sdk/client-ivs';
import { IvschatClient } from '@aws-sdk/client-ivschat';
import { S3Client } from '@aws-sdk/client-s3';
import type { ChannelCatalog, ChatHistory } from '@tidecast/catalog/channel-catalog';
import { createChatHistory } from '@tidecast/catalog/chat-history';
import { createChannelCatalog } from '@tidecast/catalog/dynamo-channel-catalog';
import { createVideoCatalog } from '@tidecast/catalog/dynamo-video-catalog';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { createPublisher, type Publish } from '@tidecast/notifications/publisher';
import { reportUnreadable } from '@tidecast/telemetry/report-unreadable';
import { createDisconnect } from './aws/disconnect-user.ts';
import { createIvsMaker } from './aws/ivs-maker.ts';
import { createIvsRemoval } from './aws/ivs-removal.ts';
import { createGetStream } from './aws/ivs-stream.ts';
import { createIvsStreamKeys } from './aws/ivs-stream-keys.ts';
import { createListStreams } from './aws/ivs-streams.ts';
import { createIvschatRooms } from './aws/ivschat-rooms.ts';
import { createS3MediaFiles } from './aws/s3-media-files.ts';
import { createS3Recordings } from './aws/s3-recordings.ts';
import type { ChannelMaker } from './channels/channel-maker.ts';
import type { ChannelRemoval } from './channels/channel-removal.ts';
import type { StreamKeys } from './channels/stream-keys.ts';
import type { GetStream, ListStreams } from './channels/stream-now.ts';
import type { ChatRooms, Disconnect } from './chat/chat-rooms.ts';
import type { LiveConfig } from './config.ts';
import type { MediaFiles } from './recording/media-files.ts';
import type { Recordings } from './recording/recordings.ts';
import type { Telemetry } from './telemetry.ts';

/** Dependencies of all functions but the review. */
export interface Dependencies {
  readonly config: LiveConfig;
  readonly channels: ChannelCatalog;
  readonly chat: ChatHistory;
  readonly videos: Pick<VideoCatalog, 'get' | 'createReady'>;
  /** Announces streams that start. Never rejects. */
  readonly publish: Publish;
  readonly telemetry: Telemetry;
  readonly now: () => Date;
}

/** Dependencies of answering requests. */
export interface RequestDependencies extends Dependencies {
  readonly maker: ChannelMaker;
  readonly removal: ChannelRemoval;
  readonly streamKeys: StreamKeys;
  readonly listStreams: ListStreams;
  readonly rooms: ChatRooms;
}

/** Dependencies of importing recordings. */
export interface ImportDependencies extends Dependencies {
  readonly recordings: Recordings;
  readonly mediaFiles: MediaFiles;
}

/** Dependencies of handling IVS's events. */
export interface EventDependencies extends ImportDependencies {
  readonly removal: ChannelRemoval;
  readonly getStream: GetStream;
}

/** Dependencies of the reconciler. */
export interface ReconcileDependencies extends ImportDependencies {
  readonly removal: ChannelRemoval;
  readonly listStreams: ListStreams;
  readonly disconnect: Disconnect;
}

export interface Clients {
  readonly ivs: IvsClient;
  readonly ivschat: IvschatClient;
  readonly s3: S3Client;
}

/** Answers that take longer will not come, and the SDK tries again. Milliseconds. */
const timeouts = {
  connectionTimeout: 2_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;

/** A segment may be large, and S3 copies it before it answers. */
const copyTimeouts = { ...timeouts, requestTimeout: 30_000 } as const;

/** The clients of AWS, wherever the SDK's own environment variables say it is. */
export function createClients(): Clients {
  return {
    ivs: new IvsClient({ requestHandler: timeouts }),
    ivschat: new IvschatClient({ requestHandler: timeouts }),
    s3: new S3Client({ requestHandler: copyTimeouts }),
  };
}

export function createDependencies(config: LiveConfig, telemetry: Telemetry): Dependencies {
  const client = new DynamoDBClient({ requestHandler: timeouts });
  const { channels: table } = config.tables;
  const onUnreadable = reportUnreadable(telemetry);
  return {
    config,
    telemetry,
    channels: createChannelCatalog({ client, table, onUnreadable }),
    chat: createChatHistory({ client, table, onUnreadable }),
    videos: createVideoCatalog({ client, tables: config.tables, onUnreadable }),
    publish: createPublisher({
      topicArn: config.alertTopicArn,
      onLost: (error, { kind }) => telemetry.error('notification lost', error, { kind }),
    }),
    now: () => new Date(),
  };
}

// A function's role allows exactly the commands in its bundle: each gets only the adapters it needs.

export function forRequests(
  base: Dependencies,
  { ivs, ivschat }: Pick<Clients, 'ivs' | 'ivschat'>,
): RequestDependencies {
  return {
    ...base,
    maker: createIvsMaker(ivs, ivschat, base.config),
    removal: createIvsRemoval(ivs, ivschat),
    streamKeys: createIvsStreamKeys(ivs),
    listStreams: createListStreams(ivs),
    rooms: createIvschatRooms(ivschat),
  };
}

export function forEvents(base: Dependencies, clients: Clients): EventDependencies {
  const { ivs, ivschat, s3 } = clients;
  return {
    ...forImports(base, s3),
    removal: createIvsRemoval(ivs, ivschat),
    getStream: createGetStream(ivs),
  };
}

export function forReconciliation(base: Dependencies, clients: Clients): ReconcileDependencies {
  const { ivs, ivschat, s3 } = clients;
  return {
    ...forImports(base, s3),
    removal: createIvsRemoval(ivs, ivschat),
    listStreams: createListStreams(ivs),
    disconnect: createDisconnect(ivschat),
  };
}

function forImports(base: Dependencies, s3: S3Client): ImportDependencies {
  const { buckets } = base.config;
  return {
    ...base,
    recordings: createS3Recordings(s3, buckets.recordings),
    mediaFiles: createS3MediaFiles(s3, buckets),
  };
}
