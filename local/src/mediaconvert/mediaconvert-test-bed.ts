import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { createJobRequest, type JobInput } from '@tidecast/encoding/job';
import type { VideoTrack } from '@tidecast/encoding/source';
import { listen } from '../../../test/loopback-server.ts';
import { AwsError } from '../aws/errors.ts';
import { sendError } from '../aws/messages.ts';
import type { AwsService } from '../aws/service.ts';
import type { EventEntry } from '../events/aws-event.ts';
import { findBinaries } from '../ffmpeg/binaries.ts';
import type { ObjectStore, StoredObject } from '../s3/object-store.ts';
import { defaultQueueArn } from './job-record.ts';
import { createMediaConvertService } from './service.ts';

const execute = promisify(execFile);

export interface TestBed {
  readonly client: MediaConvertClient;
  readonly store: ObjectStore;
  readonly events: EventEntry[];
  readonly directory: string;
  readonly endpoint: string;
  /** Puts a clip made by ffmpeg into the source bucket and gives its URL. */
  clip(name: string, args: readonly string[]): Promise<string>;
  /** Puts any bytes into the source bucket. */
  source(name: string, bytes: Buffer | string): Promise<string>;
  statuses(): string[];
  text(key: string): string;
  /** Stops the service, and starts another over the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The service behind a plain HTTP server, with an object store that keeps plain files. */
export async function createTestBed(): Promise<TestBed> {
  const directory = mkdtempSync(join(tmpdir(), 'tidecast-mediaconvert-'));
  const store = fileStore(join(directory, 'objects'));
  const events: EventEntry[] = [];
  const start = () =>
    createMediaConvertService({
      store,
      emit: (event) => events.push(event),
      dataDir: join(directory, 'data'),
      preset: 'ultrafast',
    });
  let service = start();
  const { url: endpoint, close: stop } = await serve((...call) => service.handle(...call));
  const client = new MediaConvertClient({
    endpoint,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'tidecast', secretAccessKey: 'tidecast-local' },
    maxAttempts: 1,
  });
  const source = async (name: string, bytes: Buffer | string) => {
    await store.put('source', name, bytes, { contentType: 'video/mp4' });
    return `s3://source/${name}`;
  };
  return {
    client,
    store,
    events,
    directory,
    endpoint,
    source,
    async clip(name, args) {
      const path = join(directory, name);
      const { ffmpeg } = await findBinaries();
      await execute(ffmpeg.path, ['-nostdin', '-v', 'error', '-y', ...args, path]);
      await store.importFile('source', name, path, { contentType: 'video/mp4' });
      return `s3://source/${name}`;
    },
    statuses: () => events.map(({ detail }) => String(detail.status)),
    text(key) {
      const object = store.head('media', key);
      if (!object) throw new Error(`there is no ${key}`);
      return readFileSync(object.filePath, 'utf8');
    },
    async restart() {
      await service.close();
      service = start();
    },
    async close() {
      client.destroy();
      await service.close();
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Moving picture and noise, so that it costs bits; with a tone unless `sound` is false. */
export function testPattern(
  size: string,
  seconds: number,
  { sound = true, rate = 30 }: { sound?: boolean; rate?: number } = {},
): string[] {
  return [
    ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`],
    ...(sound ? ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`] : []),
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ...['-movflags', '+faststart', '-f', 'mp4'],
  ];
}

/** The same MP4 to be shown turned by a quarter clockwise: the matrix in its first track header. */
export function turned(mp4: Buffer): Buffer {
  const copy = Buffer.from(mp4);
  // ISO 14496-12, 8.3.2: the matrix stands 40 bytes into a version 0 header, in 16.16 fixed point.
  const matrix = copy.indexOf('tkhd') + 4 + 40;
  [0, 0x10000, 0, -0x10000, 0, 0].forEach((value, index) => {
    copy.writeInt32BE(value, matrix + 4 * index);
  });
  return copy;
}

/** The product's own request for a source. */
export function jobFor(
  sourceUrl: string,
  video: Partial<VideoTrack>,
  { duration = 3, sound = true, videoId = 'v1' } = {},
) {
  const input: JobInput = {
    stack: 'test',
    videoId,
    attempt: 1,
    queueArn: defaultQueueArn,
    roleArn: 'arn:aws:iam::000000000000:role/encode',
    sourceUrl,
    hlsDestination: `s3://media/v/${videoId}/hls/index`,
    posterDestination: `s3://media/v/${videoId}/poster/poster`,
    storyboardDestination: `s3://media/v/${videoId}/storyboard/frame`,
    source: {
      duration,
      video: { width: 320, height: 180, dynamicRange: 'sdr', ...video },
      ...(sound && { audio: { channels: 2 } }),
    },
  };
  return createJobRequest(input);
}

async function serve(handle: AwsService['handle']) {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const { method = 'GET', headers } = request;
    handle({ method, url, rawPath: url.pathname, headers, body: request }, response).catch(
      (error: unknown) =>
        sendError(
          response,
          { protocol: 'rest-json', signingName: 'mediaconvert' },
          error instanceof AwsError
            ? error
            : new AwsError('InternalServerErrorException', String(error), 500),
        ),
    );
  });
  return listen(server);
}

function fileStore(root: string): ObjectStore {
  const objects = new Map<string, StoredObject>();
  const write = async (
    bucket: string,
    key: string,
    contentType: string,
    place: (path: string) => Promise<void>,
  ) => {
    const filePath = join(root, bucket, key);
    await mkdir(dirname(filePath), { recursive: true });
    await place(filePath);
    const object: StoredObject = {
      bucket,
      key,
      contentType,
      filePath,
      size: (await stat(filePath)).size,
      etag: createHash('md5').update(filePath).digest('hex'),
      metadata: {},
      lastModified: new Date(),
    };
    objects.set(`${bucket}/${key}`, object);
    return object;
  };
  return {
    createBucket: () => undefined,
    head: (bucket, key) => objects.get(`${bucket}/${key}`),
    read: (object) => createReadStream(object.filePath),
    importFile: (bucket, key, path, { contentType }) =>
      write(bucket, key, contentType, (to) =>
        rename(path, to).catch(async () => {
          await copyFile(path, to);
          await rm(path);
        }),
      ),
    put: (bucket, key, body, { contentType }) =>
      write(bucket, key, contentType, (to) => writeFile(to, body)),
    async delete(bucket, key) {
      objects.delete(`${bucket}/${key}`);
    },
    list: (bucket, prefix) =>
      [...objects.values()].filter((one) => one.bucket === bucket && one.key.startsWith(prefix)),
    onCreated: () => () => undefined,
  };
}
