import type { IncomingMessage, ServerResponse } from 'node:http';
import { recordingThumbnails } from '@tidecast/platform/events/live';
import { AwsError } from '../aws/errors.ts';
import { readJson, sendJson } from '../aws/messages.ts';
import type { AwsRequest, AwsService } from '../aws/service.ts';
import type { RequestTarget } from '../edge/request-target.ts';
import type { EmitEvent } from '../events/aws-event.ts';
import { findBinaries } from '../ffmpeg/binaries.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { idOf, newArn } from './arns.ts';
import { Broadcasts } from './broadcasts.ts';
import { type Ingest, startIngest } from './ingest.ts';
import { inputs, parseInput } from './ivs-input.ts';
import { changeTags, type IvsContext, ivsOperations } from './ivs-operations.ts';
import { IvsStore } from './ivs-store.ts';
import { playbackPath, servePlayback } from './playback.ts';
import { Recorder } from './recorder.ts';
import { RecordingStore } from './recording-store.ts';

export interface IvsOptions {
  readonly dataDir: string;
  /** Where recordings go. */
  readonly store: Pick<ObjectStore, 'put'>;
  /** Where stream and recording events go. */
  readonly emit: EmitEvent;
  /** Encoders publish there; 0 for a free one. */
  readonly rtmpPort: number;
  /** The edge's origin, which viewers' players ask: known only once it serves. */
  readonly siteUrl: () => string;
  readonly log: (line: string) => void;
  /** x264's preset; `TIDECAST_LIVE_PRESET`, else `superfast`, by default. */
  readonly preset?: string;
}

export interface Ivs {
  readonly service: AwsService;
  /** What a stream key is put behind: `rtmp://127.0.0.1:1935/app/`. */
  readonly ingestUrl: string;
  /** Answers what the edge is asked below {@link playbackPath}. */
  servePlayback(
    request: IncomingMessage,
    response: ServerResponse,
    target: RequestTarget,
  ): Promise<void>;
  /** The stack's configuration of that name, made or brought up to date. @returns its ARN */
  ensureRecordingConfiguration(name: string, bucket: string): string;
}

/**
 * Amazon IVS on this machine: the control plane, RTMP ingest, and low-latency HLS. It differs from
 * AWS in that the ladder is 720, 480 and 270 at 30 pictures a second, channels are never private,
 * timed metadata is checked but does not reach the player, and a recording ends with its stream,
 * whatever its reconnect window.
 *
 * @throws an error with the `code` of `listen`, such as `EADDRINUSE`, for the RTMP port
 */
export async function startIvs(options: IvsOptions): Promise<Ivs> {
  const { dataDir, emit, log, siteUrl } = options;
  let binaries: ReturnType<typeof findBinaries> | undefined;
  const ffmpegPath = async () => {
    binaries ??= findBinaries();
    return (await binaries).ffmpeg.path;
  };
  const store = new IvsStore(dataDir);
  const recordings = new RecordingStore(dataDir);
  const recorder = new Recorder({ recordings, store: options.store, emit, ffmpegPath, log });
  const broadcasts = new Broadcasts({
    store,
    recorder,
    emit,
    ffmpegPath,
    preset: options.preset ?? process.env.TIDECAST_LIVE_PRESET,
    log,
  });
  let ingest: Ingest;
  try {
    ingest = await startIngest({
      port: options.rtmpPort,
      onPublish: (publisher) => broadcasts.accept(publisher),
      log,
    });
  } catch (error) {
    store.close();
    recordings.close();
    throw error;
  }
  broadcasts.takeUp();
  const takingUp = recorder.takeUp();

  const context: IvsContext = {
    store,
    broadcasts,
    ingestEndpoint: () => `127.0.0.1:${ingest.port}`,
    playbackUrl: (arn) => `${siteUrl()}${playbackPath}${idOf(arn)}/index.m3u8`,
  };

  async function answer(request: AwsRequest): Promise<object | undefined> {
    const { pathname, searchParams } = request.url;
    if (pathname.startsWith('/tags/')) {
      const arn = decodeURIComponent(pathname.slice('/tags/'.length));
      return answerTags(request, arn, searchParams.getAll('tagKeys'), store);
    }
    const operation = Object.hasOwn(ivsOperations, pathname.slice(1))
      ? ivsOperations[pathname.slice(1)]
      : undefined;
    if (request.method !== 'POST' || !operation)
      throw new AwsError(
        'UnknownOperationException',
        `the local IVS does not know ${request.method} ${pathname}`,
        404,
      );
    return operation(await readJson(request), context);
  }

  return {
    ingestUrl: `rtmp://127.0.0.1:${ingest.port}/app/`,
    service: {
      signingName: 'ivs',
      protocol: 'rest-json',
      async handle(request, response) {
        const body = await answer(request);
        if (body) sendJson(response, 200, body, 'rest-json');
        else response.writeHead(204).end();
      },
      async close() {
        const ended = broadcasts.close();
        await ingest.close();
        await Promise.all([ended, takingUp]);
        await recorder.close();
        store.close();
        recordings.close();
      },
    },
    servePlayback: (request, response, target) =>
      servePlayback(request, response, { target, broadcasts }),
    ensureRecordingConfiguration(name, bucket) {
      const known = store.recordingConfigurations
        .list()
        .find((one) => one.name === name && one.bucket === bucket);
      const arn = known?.arn ?? newArn('recording-configuration');
      store.recordingConfigurations.save({
        arn,
        name,
        bucket,
        thumbnails: recordingThumbnails,
        // On one machine nobody wants to wait for a recording until the reconnect window has
        // passed.
        reconnectWindowSeconds: 0,
        tags: {},
      });
      return arn;
    },
  };
}

async function answerTags(
  request: AwsRequest,
  arn: string,
  tagKeys: readonly string[],
  store: IvsStore,
): Promise<object> {
  if (request.method === 'POST') {
    const { tags } = parseInput(inputs.TagResource, await readJson(request));
    changeTags(arn, (known) => ({ ...known, ...tags }), store);
    return {};
  }
  if (request.method === 'DELETE') {
    const kept = ([key]: [string, string]) => !tagKeys.includes(key);
    const without = (known: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(known).filter(kept));
    changeTags(arn, without, store);
    return {};
  }
  return { tags: changeTags(arn, (known) => known, store) };
}
