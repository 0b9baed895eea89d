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
import type { LiveConfig } from './config.ts';
import { type Telemetry, tellUnreadable } from './telemetry.ts';

/** What the functions work with. */
export interface Dependencies {
  readonly config: LiveConfig;
  readonly channels: ChannelCatalog;
  readonly chat: ChatHistory;
  readonly videos: Pick<VideoCatalog, 'get' | 'createReady'>;
  readonly ivs: IvsClient;
  readonly ivschat: IvschatClient;
  readonly s3: S3Client;
  /** Tells of streams that start. Never fails. */
  readonly publish: Publish;
  readonly telemetry: Telemetry;
  readonly now: () => Date;
}

/** Answers that take longer are not coming; the SDK tries again. Milliseconds. */
const timeouts = {
  connectionTimeout: 2_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;

/** A segment may be large, and S3 copies it before it answers. */
const copyTimeouts = { ...timeouts, requestTimeout: 30_000 } as const;

/** The dependencies over AWS, wherever the SDK's own environment variables say it is. */
export function createDependencies(config: LiveConfig, telemetry: Telemetry): Dependencies {
  const client = new DynamoDBClient({ requestHandler: timeouts });
  const { channels: table } = config.tables;
  const onUnreadable = tellUnreadable(telemetry);
  return {
    config,
    telemetry,
    channels: createChannelCatalog({ client, table, onUnreadable }),
    chat: createChatHistory({ client, table, onUnreadable }),
    videos: createVideoCatalog({ client, tables: config.tables, onUnreadable }),
    ivs: new IvsClient({ requestHandler: timeouts }),
    ivschat: new IvschatClient({ requestHandler: timeouts }),
    s3: new S3Client({ requestHandler: copyTimeouts }),
    publish: createPublisher({
      topicArn: config.alertTopicArn,
      onLost: (error, { kind }) => telemetry.error('nobody could be told', error, { kind }),
    }),
    now: () => new Date(),
  };
}
