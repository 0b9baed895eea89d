/** What the tests of IVS share: the service behind its endpoint, a stand-in edge, and an encoder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IvsClient } from '@aws-sdk/client-ivs';
import { listen } from '../../../test/loopback-server.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { localAccount } from '../aws/service.ts';
import { parseTarget } from '../edge/request-target.ts';
import type { EventEntry } from '../events/aws-event.ts';
import { findBinaries } from '../ffmpeg/binaries.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { createS3 } from '../s3/s3.ts';
import { type Ivs, startIvs } from './ivs.ts';
import { RtmpTestClient } from './rtmp-test-client.ts';

export const recordingsBucket = 'recordings';

export interface Encoder {
  readonly child: ChildProcess;
  /** Its exit code, or null when it was killed. */
  readonly ended: Promise<number | null>;
  /** Its errors so far: what the server told it is among them. */
  said(): string;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
}

export interface IvsTestBed {
  readonly client: IvsClient;
  readonly store: ObjectStore;
  readonly events: EventEntry[];
  readonly url: string;
  readonly ivs: () => Ivs;
  /** Publishes a moving picture with a tone, at the pace of real time. */
  publish(streamKey: string, options?: PublishOptions): Promise<Encoder>;
  /** A publisher that has done nothing yet. */
  connect(): Promise<RtmpTestClient>;
  /** Names of the events so far. */
  names(): string[];
  /** What was logged. */
  readonly logged: string[];
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface PublishOptions {
  readonly size?: string;
  /** Pictures a second. */
  readonly rate?: number;
  readonly seconds?: number;
  readonly videoCodec?: readonly string[];
  readonly sound?: boolean;
  /** As fast as it can, and not at the pace of real time. */
  readonly fast?: boolean;
}

export async function createTestBed(): Promise<IvsTestBed> {
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-ivs-'));
  const s3 = createS3({ dataDir: join(directory, 's3') });
  s3.store.createBucket(recordingsBucket);
  const events: EventEntry[] = [];
  const logged: string[] = [];
  const clients: RtmpTestClient[] = [];
  let ivs: Ivs;
  let endpoint: AwsEndpoint | undefined;
  const site = await listen(
    createServer((request, response) => {
      const target = parseTarget(request.url ?? '');
      if (target) void ivs.servePlayback(request, response, target);
    }),
  );
  const { url } = site;
  const start = async (port: number) => {
    ivs = await startIvs({
      dataDir: join(directory, 'data'),
      store: s3.store,
      emit: (event) => events.push(event),
      rtmpPort: 0,
      siteUrl: () => url,
      log: (line) => logged.push(line),
      preset: 'ultrafast',
    });
    endpoint = await startAwsEndpoint({ port, host: '127.0.0.1', services: [ivs.service] });
    return { ivs, endpoint };
  };
  const first = await start(0);
  const awsUrl = first.endpoint.url;
  const encoders = new Set<Encoder>();
  const client = new IvsClient({
    endpoint: awsUrl,
    region: localAccount.region,
    credentials: localAccount,
    maxAttempts: 1,
  });
  const stop = async () => {
    await endpoint?.close();
    await ivs.service.close();
  };
  return {
    client,
    store: s3.store,
    events,
    url,
    ivs: () => ivs,
    async publish(streamKey, options = {}) {
      const { ffmpeg } = await findBinaries();
      const encoder = startEncoder(ffmpeg.path, `${ivs.ingestUrl}${streamKey}`, options);
      encoders.add(encoder);
      return encoder;
    },
    async connect() {
      const client = await RtmpTestClient.connect(Number(new URL(ivs.ingestUrl).port));
      clients.push(client);
      return client;
    },
    logged,
    names: () =>
      events.map(({ detail, detailType }) =>
        String(detail.event_name ?? detail.recording_status ?? detailType),
      ),
    async restart() {
      await stop();
      await start(Number(new URL(awsUrl).port));
    },
    async close() {
      for (const { child } of encoders) child.kill('SIGKILL');
      await Promise.all([...encoders].map(({ ended }) => ended));
      for (const client of clients) client.close();
      client.destroy();
      await stop();
      await site.close();
      await s3.service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function startEncoder(ffmpegPath: string, address: string, options: PublishOptions): Encoder {
  const { size = '640x360', rate = 30, seconds = 60, sound = true, fast = false } = options;
  const codec = options.videoCodec ?? ['libx264', '-preset', 'ultrafast', '-g', '30', '-bf', '0'];
  const child = spawn(
    ffmpegPath,
    [
      ...['-nostdin', '-loglevel', 'error'],
      ...(fast ? [] : ['-re']),
      ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`],
      ...(sound ? ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000`] : []),
      ...['-c:v', ...codec, '-pix_fmt', 'yuv420p'],
      ...(sound ? ['-c:a', 'aac', '-b:a', '96k', '-shortest'] : []),
      ...['-f', 'flv', address],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  return {
    child,
    ended,
    said: () => said,
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}
