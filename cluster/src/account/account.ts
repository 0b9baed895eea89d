import { createPublicKey } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Edge, startEdge } from '../../../local/src/edge/edge.ts';
import { Closers } from '../../../local/src/start/closers.ts';
import { sdkEnvironment } from '../../../local/src/start/environments.ts';
import { type Services, startServices } from '../../../local/src/start/services.ts';
import { type RunningFunctions, runFunctions } from './run-functions.ts';
import type { StackFunctions, StackSite } from './stack-resources.ts';
import { openTlsDoor } from './tls-door.ts';

export interface AccountOptions {
  /** For all that it keeps. It is made if it is not there. */
  readonly directory: string;
  readonly log: (line: string) => void;
}

export interface SiteOptions {
  readonly site: StackSite;
  /** Where the load balancer of the API is. */
  readonly apiUrl: () => string | undefined;
}

/**
 * An account with nothing in it: the emulated AWS on loopback, for a stack to be made there under
 * names of its own.
 */
export interface Account extends Services {
  /**
   * How an SDK finds it. Addresses of queues are of https, as everybody expects of AWS, and SDKs send
   * to those: hence the authority to trust in it.
   */
  readonly sdkEnvironment: Readonly<Record<string, string>>;
  /** Of that, what a role gives to a pod: where its region is the pod has to say itself. */
  readonly roleEnvironment: Readonly<Record<string, string>>;
  /**
   * Starts the functions of a stack, whose queues and topics must exist. Earlier events in the
   * account are lost, as on AWS before there are rules.
   *
   * @throws Error if functions are at work already
   */
  run(stack: StackFunctions): Promise<RunningFunctions>;
  /** Serves a stack's site as its distribution does, on a free port. */
  serve(options: SiteOptions): Promise<Edge>;
  close(): Promise<void>;
}

/** Starts the emulated AWS on free ports of 127.0.0.1. */
export async function startAccount({ directory, log }: AccountOptions): Promise<Account> {
  await mkdir(directory, { recursive: true });
  const closers = new Closers();
  const distributions: Record<string, { domainName: string }> = {};
  const topicFunctions: Record<string, RunningFunctions['topicFunctions'][string]> = {};
  const edges = new Set<Edge>();
  let running: RunningFunctions | undefined;
  try {
    let awsPort = 0;
    const door = await openTlsDoor({ directory, target: () => awsPort });
    closers.add(() => door.close());
    const { services } = await startServices(
      {
        awsPort: 0,
        queueOrigin: door.origin,
        dataDir: join(directory, 'aws'),
        log,
        wire: () => ({
          emit: (entry) => running?.bus.put(entry),
          functions: topicFunctions,
        }),
        distributions,
        onInvalidation: (paths) => {
          for (const edge of edges) edge.purge(paths);
        },
        siteUrl: () => [...edges][0]?.url,
        invokeFunction: async (arn, event) => {
          if (!running) throw new Error('no function runs yet');
          return running.invoke(arn, event);
        },
      },
      closers,
    );
    awsPort = Number(new URL(services.awsUrl).port);
    const sdk = {
      ...sdkEnvironment(services.awsUrl, join(directory, 'no-such-file')),
      NODE_EXTRA_CA_CERTS: door.authorityFile,
    };
    const { AWS_REGION: _region, NODE_ENV: _mode, ...roleEnvironment } = sdk;
    return {
      ...services,
      sdkEnvironment: sdk,
      roleEnvironment,
      async run(stack) {
        if (running) throw new Error('the functions of a stack are at work already');
        const started = await runFunctions({
          stack,
          sqs: services.sqs,
          sns: services.sns,
          directory: join(directory, 'functions'),
          sdkEnvironment: sdk,
          log,
        });
        running = started;
        Object.assign(topicFunctions, started.topicFunctions);
        const end = async () => {
          if (running !== started) return;
          running = undefined;
          for (const name of Object.keys(topicFunctions)) delete topicFunctions[name];
          await started.close();
        };
        closers.add(end);
        return { ...started, close: end };
      },
      async serve({ site, apiUrl }) {
        distributions[site.distributionId] = { domainName: new URL(site.origin).hostname };
        const edge = await startEdge({
          port: 0,
          apiUrl,
          store: services.store,
          webBucket: site.webBucket,
          mediaBucket: site.mediaBucket,
          origin: site.origin,
          signingKey: { keyPairId: site.keyPairId, publicKey: createPublicKey(site.publicKey) },
          uploadOrigin: services.awsUrl,
          local: { mailbox: services.mailbox, slack: services.slack },
          liveApi: () => running?.liveApi,
          chat: services.chat,
          streams: services.ivs,
          onError: (error) => log(`edge: ${error instanceof Error ? error.message : error}`),
        });
        edges.add(edge);
        let open = true;
        const close = async () => {
          if (!open) return;
          open = false;
          edges.delete(edge);
          await edge.close();
        };
        closers.add(close);
        return { ...edge, close };
      },
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
