import { startAwsEndpoint } from '../aws/endpoint.ts';
import type { AwsService } from '../aws/service.ts';
import { createCloudFront } from '../cloudfront/cloudfront.ts';
import { type Cognito, createCognito } from '../cognito/cognito.ts';
import { createDynamoDb } from '../dynamodb/dynamodb.ts';
import type { EventBus } from '../events/event-bus.ts';
import { type Ivs, startIvs } from '../ivs/ivs.ts';
import { createIvsChat, type IvsChat } from '../ivschat/ivschat.ts';
import type { InvokeFunction } from '../ivschat/message-review.ts';
import { createKms, type Kms } from '../kms/kms.ts';
import { createMailbox, type Mailbox } from '../mailbox/mailbox.ts';
import { createMediaConvertService } from '../mediaconvert/service.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { createS3 } from '../s3/s3.ts';
import { createSlack, type Slack } from '../slack/slack.ts';
import { createSqs } from '../sqs/sqs.ts';
import type { Closers } from './closers.ts';
import { distributionId } from './names.ts';
import { ensureNotifications, type Notifications } from './notifications.ts';
import {
  announceObjects,
  createPipelineBus,
  ensureQueues,
  type PipelineQueues,
} from './pipeline.ts';
import { freePort, listening } from './ports.ts';

export interface CloudOptions {
  /** 0 for a free one. */
  readonly awsPort: number;
  /** Of live streams; 0, the default, for a free one. */
  readonly rtmpPort?: number;
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** Paths that an invalidation names. */
  readonly onInvalidation: (paths: readonly string[]) => void;
  /** The site's origin, known once it serves: viewers get live streams there. */
  readonly siteUrl?: () => string | undefined;
  /** Calls a function by its ARN. */
  readonly invokeFunction: InvokeFunction;
}

/** The emulated AWS, serving. */
export interface Cloud {
  readonly awsUrl: string;
  readonly store: ObjectStore;
  readonly mailbox: Mailbox;
  readonly slack: Slack;
  readonly cognito: Cognito;
  readonly kms: Kms;
  readonly queues: PipelineQueues;
  readonly notifications: Notifications;
  readonly bus: EventBus;
  readonly chat: IvsChat;
  readonly ivs: Ivs;
}

const host = '127.0.0.1';

/** Starts every emulated service behind one endpoint, wired as the stack wires them. */
export async function startCloud(options: CloudOptions, closers: Closers): Promise<Cloud> {
  const { dataDir, log } = options;
  const open = <Service extends AwsService>(service: Service): Service => {
    closers.add(() => service.close());
    return service;
  };
  // Queue addresses hold the port, so it must be known before anything listens.
  const port = options.awsPort === 0 ? await freePort() : options.awsPort;

  const mailbox = createMailbox({ dataDir, log });
  closers.add(() => mailbox.close());
  const slack = createSlack({ dataDir });
  closers.add(() => slack.close());
  const s3 = createS3({ dataDir: `${dataDir}/s3` });
  open(s3.service);
  const sqs = createSqs({ dataDir, baseUrl: `http://${host}:${port}` });
  open(sqs.service);
  const queues = ensureQueues(sqs);
  const notifications = ensureNotifications(dataDir, sqs);
  open(notifications.sns.service);
  const kms = createKms({ dataDir });
  open(kms.service);
  const bus = createPipelineBus(queues, log);
  closers.add(() => bus.close());
  closers.add(announceObjects(s3.store, bus));
  const cognito = open(createCognito({ dataDir, mailbox }));
  const dynamoDb = open(await createDynamoDb({ dataDir: `${dataDir}/dynamodb` }));
  const mediaConvert = open(createMediaConvertService({ store: s3.store, emit: bus.put, dataDir }));
  const chat = createIvsChat({ dataDir, invoke: options.invokeFunction, log });
  open(chat.service);
  const ivs = await listening(
    { port: options.rtmpPort ?? 0, variable: 'RTMP_PORT', purpose: 'live streams' },
    () =>
      startIvs({
        dataDir,
        store: s3.store,
        emit: bus.put,
        rtmpPort: options.rtmpPort ?? 0,
        siteUrl: () => options.siteUrl?.() ?? '',
        log,
      }),
  );
  open(ivs.service);

  const cloudFront = open(
    createCloudFront({
      dataDir,
      distributions: { [distributionId]: { domainName: 'localhost' } },
      purge: (_distributionId, paths) => options.onInvalidation(paths),
    }),
  );

  const services = [
    s3.service,
    sqs.service,
    notifications.sns.service,
    kms.service,
    cognito,
    dynamoDb,
    mediaConvert,
    chat.service,
    ivs.service,
    cloudFront,
  ];
  const endpoint = await listening(
    { port, variable: 'AWS_PORT', purpose: 'the AWS endpoint' },
    () => startAwsEndpoint({ port, host, services }),
  );
  closers.add(() => endpoint.close());
  return {
    awsUrl: endpoint.url,
    store: s3.store,
    mailbox,
    slack,
    cognito,
    kms,
    queues,
    notifications,
    bus,
    chat,
    ivs,
  };
}
