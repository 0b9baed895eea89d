import { openAwsEndpoint } from '../aws/endpoint.ts';
import type { AwsService } from '../aws/service.ts';
import { type CloudFrontOptions, createCloudFront } from '../cloudfront/cloudfront.ts';
import { type Cognito, createCognito } from '../cognito/cognito.ts';
import { createDynamoDb } from '../dynamodb/dynamodb.ts';
import type { EmitEvent } from '../events/aws-event.ts';
import { type Ivs, startIvs } from '../ivs/ivs.ts';
import { createIvsChat, type IvsChat } from '../ivschat/ivschat.ts';
import type { InvokeFunction } from '../ivschat/message-review.ts';
import { createKms, type Kms } from '../kms/kms.ts';
import { createMailbox, type Mailbox } from '../mailbox/mailbox.ts';
import { createMediaConvertService } from '../mediaconvert/service.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { createS3 } from '../s3/s3.ts';
import { createSlack, type Slack } from '../slack/slack.ts';
import { createSns, type Sns, type SnsOptions } from '../sns/sns.ts';
import { createSqs, type Sqs } from '../sqs/sqs.ts';
import type { Closers } from './closers.ts';
import { listening } from './ports.ts';

/** Where what happens in the services goes. */
export interface Wiring {
  /** The account's event bus. */
  readonly emit: EmitEvent;
  /** The functions that topics can tell. */
  readonly functions: SnsOptions['functions'];
}

export interface ServicesOptions<W extends Wiring> {
  /** 0 for a free one. */
  readonly awsPort: number;
  /** Of live streams; 0, the default, for a free one. */
  readonly rtmpPort?: number;
  readonly dataDir: string;
  /** What addresses of queues begin with; the endpoint's own by default. */
  readonly queueOrigin?: string;
  readonly log: (line: string) => void;
  /** Called once the queues can be used, and before anything can happen. */
  readonly wire: (sqs: Sqs) => W;
  /** There are these, by id, whenever it is looked. */
  readonly distributions: CloudFrontOptions['distributions'];
  /** Paths that an invalidation names. */
  readonly onInvalidation: (paths: readonly string[]) => void;
  /** The site's origin, known once it serves: viewers get live streams there. */
  readonly siteUrl?: () => string | undefined;
  /** Calls a function by its ARN. */
  readonly invokeFunction: InvokeFunction;
}

/** Every emulated service, serving. What is in them, and by what name, is others' business. */
export interface Services {
  readonly awsUrl: string;
  readonly store: ObjectStore;
  readonly mailbox: Mailbox;
  readonly slack: Slack;
  readonly cognito: Cognito;
  readonly kms: Kms;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly chat: IvsChat;
  readonly ivs: Ivs;
}

const host = '127.0.0.1';

/** Starts every emulated service behind one endpoint. */
export async function startServices<W extends Wiring>(
  options: ServicesOptions<W>,
  closers: Closers,
): Promise<{ readonly services: Services; readonly wiring: W }> {
  const { dataDir, log } = options;
  const open = <Service extends AwsService>(service: Service): Service => {
    closers.add(() => service.close());
    return service;
  };
  // Queue addresses hold the port, so it is taken before anything else is there.
  const endpoint = await listening(
    { port: options.awsPort, variable: 'AWS_PORT', purpose: 'the AWS endpoint' },
    () => openAwsEndpoint({ port: options.awsPort, host }),
  );
  const { url: awsUrl } = endpoint;
  closers.add(() => endpoint.close());

  const mailbox = createMailbox({ dataDir, log });
  closers.add(() => mailbox.close());
  const slack = createSlack({ dataDir });
  closers.add(() => slack.close());
  const s3 = createS3({ dataDir: `${dataDir}/s3` });
  open(s3.service);
  const sqs = createSqs({ dataDir, baseUrl: options.queueOrigin ?? awsUrl });
  open(sqs.service);
  const wiring = options.wire(sqs);
  const { emit, functions } = wiring;
  const sns = createSns({ dataDir, functions });
  open(sns.service);
  const kms = createKms({ dataDir });
  open(kms.service);
  closers.add(announceObjects(s3.store, emit));
  const cognito = open(createCognito({ dataDir, mailbox }));
  const dynamoDb = open(await createDynamoDb({ dataDir: `${dataDir}/dynamodb` }));
  const mediaConvert = open(createMediaConvertService({ store: s3.store, emit, dataDir }));
  const chat = createIvsChat({ dataDir, invoke: options.invokeFunction, log });
  open(chat.service);
  const ivs = await listening(
    { port: options.rtmpPort ?? 0, variable: 'RTMP_PORT', purpose: 'live streams' },
    () =>
      startIvs({
        dataDir,
        store: s3.store,
        emit,
        rtmpPort: options.rtmpPort ?? 0,
        siteUrl: () => options.siteUrl?.() ?? '',
        log,
      }),
  );
  open(ivs.service);
  const cloudFront = open(
    createCloudFront({
      dataDir,
      distributions: options.distributions,
      purge: (_distributionId, paths) => options.onInvalidation(paths),
    }),
  );

  endpoint.serve([
    s3.service,
    sqs.service,
    sns.service,
    kms.service,
    cognito,
    dynamoDb,
    mediaConvert,
    chat.service,
    ivs.service,
    cloudFront,
  ]);
  // Stop the endpoint before the services, so that no request reaches a closed one.
  closers.add(() => endpoint.close());
  const { store } = s3;
  const services = { awsUrl, store, mailbox, slack, cognito, kms, sqs, sns, chat, ivs };
  return { services, wiring };
}

/** Says what S3 says to EventBridge of a new object. */
function announceObjects(store: ObjectStore, emit: EmitEvent): () => void {
  return store.onCreated(({ object, reason }) => {
    const { bucket, key, size, etag } = object;
    emit({
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: [`arn:aws:s3:::${bucket}`],
      detail: { version: '0', bucket: { name: bucket }, object: { key, size, etag }, reason },
    });
  });
}
