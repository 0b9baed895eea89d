import { join } from 'node:path';
import { innerPaths } from '@tidecast/platform/delivery/api-paths';
import {
  slackEncryptionContext,
  slackKeyAlias,
} from '@tidecast/platform/notifications/slack-secret';
import { type Edge, startEdge } from '../edge/edge.ts';
import { slackWebhook } from '../edge/local-pages.ts';
import { chatEndpoint } from '../edge/upgrades.ts';
import { findBinaries } from '../ffmpeg/binaries.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { prepareObservation } from '../prometheus/observation.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { creator, ensureAccounts } from './accounts.ts';
import { Closers } from './closers.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { openDataDir } from './data-dir.ts';
import { publishDemo } from './demo.ts';
import {
  apiEnvironment,
  liveEnvironment,
  notifierEnvironment,
  sdkEnvironment,
  transcoderEnvironment,
} from './environments.ts';
import { openLogs } from './logs.ts';
import { bucketNames, secretStack, stackName } from './names.ts';
import { repositoryRoot } from './paths.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';
import { listening } from './ports.ts';
import { provision } from './provision.ts';
import { signingKey } from './signing-key.ts';
import { Supervisor } from './supervisor.ts';
import { publishWeb } from './web.ts';

export interface PlatformOptions {
  /** Of the site; 0 for a free one. */
  readonly port: number;
  /** Of the AWS endpoint; 0 for a free one. */
  readonly awsPort: number;
  /** Of live streams; 0, the default, for a free one. */
  readonly rtmpPort?: number;
  /** Where everything is kept. */
  readonly dataDir: string;
  /** Whether to publish the demo video when that was not done before. */
  readonly demo: boolean;
  /** Whether to run Prometheus too; false by default. */
  readonly observe?: boolean;
  /** Of Prometheus; 0, the default, for a free one. */
  readonly prometheusPort?: number;
  /** Whether to build and publish the page; true by default. Programs do without. */
  readonly page?: boolean;
  /** Prints nothing. */
  readonly quiet?: boolean;
  /** Gets what would be printed. */
  readonly onLog?: (line: string) => void;
  /** Breaks the start off. */
  readonly signal?: AbortSignal;
}

export interface Platform {
  /** The site's origin. */
  readonly url: string;
  readonly awsUrl: string;
  /** What a stream key is put behind, to publish to: `rtmp://127.0.0.1:1935/app/`. */
  readonly ingestUrl: string;
  /** Of Prometheus, where it runs. */
  readonly prometheusUrl: string | undefined;
  readonly mailbox: Mailbox;
  readonly store: ObjectStore;
  /** Process ids of the API and the functions, in this order. */
  readonly pids: readonly number[];
  /** Where the programs' logs are. */
  readonly logsDir: string;
  /** Ends everything; what is kept can be started again. */
  close(): Promise<void>;
}

/**
 * Starts the whole service in this process, but for the API and the functions, which get their own.
 *
 * @returns once the site serves and, on a first start, shows the demo video
 * @throws OptionError when a port is taken, the data folder is not to be had, or Prometheus is not
 * installed that was asked for
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const closers = new Closers();
  const aborted = new Promise<never>((_resolve, reject) => {
    options.signal?.addEventListener('abort', () => reject(options.signal?.reason), { once: true });
  });
  try {
    return await Promise.race([assemble(options, closers), aborted]);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function assemble(options: PlatformOptions, closers: Closers): Promise<Platform> {
  const show = options.onLog ?? (options.quiet ? () => undefined : console.log);
  const dataDir = openDataDir(options.dataDir);
  closers.add(() => dataDir.release());
  const logs = openLogs(dataDir.logs, show, closers);
  const observation = options.observe
    ? await prepareObservation({
        port: options.prometheusPort ?? 0,
        directory: join(dataDir.path, 'prometheus'),
        onLine: logs.program('prometheus'),
        onTrouble: (message) => logs.platform(`prometheus: ${message}`),
      })
    : undefined;
  const key = await signingKey(dataDir.file('signing-key'));

  let edge: Edge | undefined;
  let pipeline: Pipeline | undefined;
  const cloud = await startCloud(
    {
      awsPort: options.awsPort,
      rtmpPort: options.rtmpPort ?? 0,
      siteUrl: () => edge?.url,
      dataDir: dataDir.aws,
      log: logs.platform,
      onInvalidation: (paths) => edge?.purge(paths),
      invokeFunction: async (arn, event) => {
        if (!pipeline) throw new Error('the functions have not started yet');
        return pipeline.invoke(arn, event);
      },
    },
    closers,
  );
  const { awsUrl, store, mailbox, slack } = cloud;
  const alertTopicArn = cloud.notifications.topicArn;
  for (const name of Object.values(bucketNames)) store.createBucket(name);

  let api: Supervisor | undefined;
  edge = await listening({ port: options.port, variable: 'PORT', purpose: 'the site' }, () =>
    startEdge({
      port: options.port,
      apiUrl: () => api?.url,
      store,
      webBucket: bucketNames.web,
      mediaBucket: bucketNames.media,
      signingKey: key,
      uploadOrigin: awsUrl,
      local: { mailbox, slack },
      liveApi: () => pipeline?.liveApi,
      chat: cloud.chat,
      streams: cloud.ivs,
      onError: (error) => logs.platform(`edge: ${describe(error)}`),
    }),
  );
  const { url } = edge;

  const sdk = sdkEnvironment(awsUrl, join(dataDir.path, 'no-such-file'));
  const functions = startPipeline({
    queues: cloud.queues,
    notifyQueue: cloud.notifications.queue,
    bus: cloud.bus,
    environment: {
      ...sdk,
      ...transcoderEnvironment(alertTopicArn),
      ...liveEnvironment({
        publicOrigin: url,
        chatEndpoint: chatEndpoint(url),
        ingestUrl: cloud.ivs.ingestUrl,
        recordingConfigurationArn: cloud.ivs.ensureRecordingConfiguration(
          stackName,
          bucketNames.recordings,
        ),
        alertTopicArn,
      }),
      ...notifierEnvironment({
        publicOrigin: url,
        webhookCiphertext: encryptWebhook(cloud, slackWebhook(url, slack.token)),
      }),
    },
    log: logs.program('functions'),
  });
  pipeline = functions;
  api = new Supervisor({
    module: join(repositoryRoot, 'apps', 'api', 'src', 'main.ts'),
    environment: (ports) => {
      observation?.watch(ports.metricsPort);
      return {
        PATH: process.env.PATH ?? '',
        ...sdk,
        ...apiEnvironment({
          publicOrigin: url,
          submitQueueUrl: cloud.queues.submit.url,
          alertTopicArn,
          key,
          ports,
        }),
      };
    },
    readyPath: innerPaths.ready,
    nodeFlags: ['--disable-warning=ExperimentalWarning'],
    onLine: logs.program('api'),
    onTrouble: (message) => logs.platform(`api: ${message}`),
  });
  const site = edge;
  // Visitors first, then who works for them, while the cloud still answers those.
  closers.add(() => Promise.all([functions.close(), api.stop(), observation?.stop()]));
  closers.add(() => site.close());

  const pageOrigins = [url, url.replace('localhost', '127.0.0.1')];
  const provisioned = Promise.all([
    provision({ awsUrl, store, pageOrigins, stateFile: dataDir.file('provisioned') }),
    ensureAccounts(cloud.cognito),
  ]);
  await Promise.all([
    provisioned,
    provisioned.then(() => api.start()),
    observation?.start(),
    options.page !== false &&
      publishWeb({
        store,
        bucket: bucketNames.web,
        stateFile: dataDir.file('web'),
        log: logs.platform,
        ...(options.signal && { signal: options.signal }),
      }),
  ]);
  if (options.demo) await showDemo(options, { url, dataDir, log: logs.platform });

  return {
    url,
    awsUrl,
    ingestUrl: cloud.ivs.ingestUrl,
    get prometheusUrl() {
      return observation?.url;
    },
    mailbox,
    store,
    get pids() {
      return [api.pid, functions.pid()].filter((pid) => pid !== undefined);
    },
    logsDir: dataDir.logs,
    close: () => closers.close(),
  };
}

/** As `npm run encrypt-secret` does for a stack. */
function encryptWebhook({ kms }: Cloud, webhook: string): string {
  return kms.encrypt(slackKeyAlias(secretStack), webhook, slackEncryptionContext(secretStack));
}

/** A demo that cannot be made is no reason not to serve. */
async function showDemo(
  { signal }: PlatformOptions,
  {
    url,
    dataDir,
    log,
  }: { url: string; dataDir: ReturnType<typeof openDataDir>; log: (line: string) => void },
): Promise<void> {
  try {
    await publishDemo({
      url,
      creator,
      ffmpeg: async () => (await findBinaries()).ffmpeg.path,
      stateFile: dataDir.file('demo'),
      clipPath: join(dataDir.path, 'demo.mp4'),
      log,
      ...(signal && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    log(`The demo video could not be published: ${describe(error)}`);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
