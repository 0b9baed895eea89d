/** What the tests of IVS share: the service behind its endpoint, a stand-in edge, and an encoder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { IvsClient } from '@aws-sdk/client-ivs';
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
  const site = createServer((request, response) => {
    const target = parseTarget(request.url ?? '');
    if (target) void ivs.servePlayback(request, response, target);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
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
      site.closeAllConnections();
      await new Promise((resolve) => site.close(resolve));
      await s3.service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Waits until something is so. */
export async function until<T>(what: string, find: () => T | undefined | false): Promise<T> {
  const limit = performance.now() + 30_000;
  for (;;) {
    const found = find();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > limit) throw new Error(`waited too long for ${what}`);
    await delay(20);
  }
}

function startEncoder(ffmpegPath: string, address: string, options: PublishOptions): Encoder {
  const { size = '640x360', seconds = 60, sound = true, fast = false } = options;
  const codec = options.videoCodec ?? ['libx264', '-preset', 'ultrafast', '-g', '30', '-bf', '0'];
  const child = spawn(
    ffmpegPath,
    [
      ...['-nostdin', '-loglevel', 'error'],
      ...(fast ? [] : ['-re']),
      ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30:duration=${seconds}`],
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
