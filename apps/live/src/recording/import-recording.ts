import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import type { RecordedChannel } from '@tidecast/catalog/channel';
import type { RecordedFrom, VideoMedia } from '@tidecast/catalog/video';
import { derivedVideoId } from '@tidecast/catalog/video-id';
import { type ProgramTime, programTimes } from '@tidecast/hls/program-times';
import { readSegments, readVariants, totalDuration } from '@tidecast/hls/read-playlist';
import { deletePrefix } from '@tidecast/media/delete-objects';
import { posterPrefix } from '@tidecast/media/keys';
import { type ListedObject, listObjects } from '@tidecast/media/list-objects';
import { makePoster } from '@tidecast/media/poster';
import { writeStoryboard } from '@tidecast/media/storyboard';
import { hlsKey, hlsPrefix, mediaPrefix, sourceKey } from '@tidecast/platform/bucket-layout';
import { recordingThumbnails } from '@tidecast/platform/live-pipeline';
import type { Dependencies } from '../dependencies.ts';
import { type Copy, copyObjects } from './copy-objects.ts';
import { type Recording, recordingAt, recordingStart } from './recording-layout.ts';
import { frameCopies } from './thumbnails.ts';

/** `unfinished`: time ran out, the next call goes on. `ignored`: there is nothing to import. */
export type ImportResult = 'imported' | 'unfinished' | 'ignored';

/** Copies of S3 under way at the same time: far below the 3,500 a second that a prefix takes. */
const copiesAtOnce = 32;

/**
 * Makes a video in its owner's library of a recording: the recording's HLS and its thumbnails, which
 * become the storyboard, are copied to where videos lie, so that the same cookies protect them, and
 * the recording itself goes when the video stands. The video's id follows from the recording:
 * importing it again makes no second video.
 *
 * It is private until its owner says otherwise: what was live need not stay for everybody.
 */
export function createImportRecording(dependencies: Dependencies) {
  const { channels, config, s3, telemetry, videos } = dependencies;
  const { recordings: sourceBucket, media: targetBucket } = config.buckets;

  /** @param prefix - the recording's, in the recordings bucket */
  return async function importRecording(
    prefix: string,
    hasTime: () => boolean,
  ): Promise<ImportResult> {
    const recording = recordingAt(prefix);
    const owner = recording && (await channels.findRecorded(recording.ivsId));
    if (!recording || !owner) return 'ignored';
    const master = await read(`${recording.hls}master.m3u8`);
    // It is imported already, or was never written.
    if (master === undefined) return 'ignored';
    const listed = await list(sourceBucket, recording.hls);
    const described = await describe(recording, master);
    if (!described) {
      telemetry.count('RecordingFailed');
      telemetry.warn('a recording has nothing to play', { prefix });
      // A stream of a second has no segments. Whatever else this is, somebody should look at it.
      const hasPictures = listed.some(({ key }) => !key.endsWith('.m3u8'));
      if (!hasPictures) await deletePrefix(s3, sourceBucket, recording.prefix);
      return 'ignored';
    }
    const { startedAt, resumed, duration } = described;
    // By what the prefix says, which every call reads alike.
    const videoId = derivedVideoId(recording.startedAt, recording.prefix);
    const thumbnails = await list(sourceBucket, recording.thumbnails);
    const frames = frameCopies(
      videoId,
      thumbnails.map(({ key }) => key),
    );
    const streams = listed.flatMap(({ key }) => streamCopy(recording, videoId, key));
    const copies = await missing(videoId, [...listed, ...thumbnails], [...streams, ...frames]);
    const done = await copyObjects(s3, {
      sourceBucket,
      targetBucket,
      copies,
      hasTime,
      atOnce: copiesAtOnce,
    });
    if (!done) return 'unfinished';

    const posterKey = await poster(thumbnails, videoId);
    const storyboardKey = await writeStoryboard(s3, targetBucket, videoId, {
      intervalMs: recordingThumbnails.targetIntervalSeconds * 1000,
      duration,
    });
    const media: VideoMedia = {
      ...described.media,
      duration,
      hlsKey: hlsKey(videoId),
      ...(posterKey !== undefined && { posterKey }),
      ...(storyboardKey !== undefined && { storyboardKey }),
    };
    const size = listed.reduce((sum, object) => sum + object.size, 0);
    const outcome = await videos.createReady({
      ...newVideo(owner, videoId, startedAt, size),
      media,
      createdFrom: recordedFrom(owner.channelId, startedAt, resumed),
    });
    // Deleted by its owner while it was imported again: what was copied is nobody's.
    if (outcome.video?.status === 'deleting')
      await deletePrefix(s3, targetBucket, mediaPrefix(videoId));
    await deletePrefix(s3, sourceBucket, recording.prefix);
    if (!outcome.applied) return 'ignored';
    telemetry.count('RecordingImported');
    telemetry.info('recording imported', { videoId, channelId: owner.channelId, duration });
    return 'imported';
  };

  async function list(bucket: string, under: string): Promise<ListedObject[]> {
    const found: ListedObject[] = [];
    for await (const object of listObjects(s3, bucket, under)) found.push(object);
    return found;
  }

  /** What an earlier call has copied is not copied again. */
  async function missing(
    videoId: string,
    sources: readonly ListedObject[],
    copies: readonly Copy[],
  ): Promise<Copy[]> {
    const sizes = (objects: readonly ListedObject[]) =>
      new Map(objects.map(({ key, size }) => [key, size]));
    const there = sizes(await list(targetBucket, mediaPrefix(videoId)));
    const wanted = sizes(sources);
    return copies.filter(({ from, to }) => there.get(to) !== wanted.get(from));
  }

  async function describe(recording: Recording, master: string) {
    const variants = readVariants(master);
    const [largest] = variants;
    const playlist = largest && (await read(`${recording.hls}${largest.uri}`));
    const segments = readSegments(playlist ?? '');
    const duration = totalDuration(segments);
    if (!largest || duration === 0) return undefined;
    const { width, height } = largest;
    const renditions = variants.map(({ uri: _, ...rendition }) => rendition);
    const [first, ...resumed] = programTimes(segments);
    const startedAt = first
      ? first.time - first.at * 1000
      : ((await notedStart(recording)) ?? recording.startedAt);
    return { startedAt, resumed, duration, media: { width, height, renditions } };
  }

  /** What IVS noted when the recording began: the prefix tells the minute alone. */
  async function notedStart(recording: Recording): Promise<number | undefined> {
    const noted = await read(`${recording.prefix}events/recording-started.json`);
    return noted === undefined ? undefined : recordingStart(noted);
  }

  /** An earlier call may have come this far: its poster is as good. */
  async function poster(
    thumbnails: readonly ListedObject[],
    videoId: string,
  ): Promise<string | undefined> {
    const [before] = await list(targetBucket, posterPrefix(videoId));
    const from = { bucket: sourceBucket, objects: thumbnails };
    return before?.key ?? makePoster(s3, targetBucket, videoId, from);
  }

  async function read(key: string): Promise<string | undefined> {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: sourceBucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

/** Where an object of the recording's HLS goes, if it is kept. */
function streamCopy(recording: Recording, videoId: string, key: string): Copy[] {
  const name = key.slice(recording.hls.length);
  // The same streams by byte ranges of other files, which are not kept.
  if (name.startsWith('byte-range')) return [];
  const to = name === 'master.m3u8' ? hlsKey(videoId) : `${hlsPrefix(videoId)}${name}`;
  return [{ from: key, to }];
}

/** More breaks than these no stream has that somebody watches. */
const mostBreaks = 100;

function recordedFrom(
  channelId: string,
  startedAt: number,
  resumed: readonly ProgramTime[],
): RecordedFrom {
  const written = (time: number) => new Date(time).toISOString();
  const breaks = resumed.slice(0, mostBreaks).map(({ at, time }) => ({ at, time: written(time) }));
  return {
    channelId,
    startedAt: written(startedAt),
    ...(breaks.length > 0 && { resumed: breaks }),
  };
}

function newVideo(owner: RecordedChannel, id: string, startedAt: number, size: number) {
  const { ownerId, ownerName, title } = owner;
  const day = new Date(startedAt).toISOString().slice(0, 'yyyy-mm-dd'.length);
  return {
    id,
    ownerId,
    ownerName,
    title,
    description: '',
    visibility: 'private' as const,
    // There is no upload, and so nothing under this key.
    source: {
      key: sourceKey(ownerId, id),
      size,
      contentType: 'application/vnd.apple.mpegurl',
      fileName: `live-${day}.m3u8`,
    },
  };
}
