import type { RecordedChannel } from '@tidecast/catalog/channel';
import type { RecordedFrom, VideoMedia } from '@tidecast/catalog/video';
import { derivedVideoId } from '@tidecast/catalog/video-id';
import { type ProgramTime, programTimes } from '@tidecast/hls/program-times';
import { readSegments, readVariants, totalDuration } from '@tidecast/hls/read-playlist';
import { posterPrefix } from '@tidecast/media/keys';
import type { ListedObject } from '@tidecast/media/list-objects';
import { recordingThumbnails } from '@tidecast/platform/events/live';
import {
  hlsKey,
  hlsPrefix,
  mediaPrefix,
  sourceKey,
} from '@tidecast/platform/storage/bucket-layout';
import type { ImportDependencies } from '../dependencies.ts';
import type { Copy } from './media-files.ts';
import { type Recording, recordingAt, recordingStart } from './recording-layout.ts';
import { frameCopies } from './thumbnails.ts';

/**
 * `unfinished`: time ran out, and the next call continues. `ignored`: there is nothing to import.
 */
export type ImportResult = 'imported' | 'unfinished' | 'ignored';

/**
 * Turns a recording into a video in its owner's library: its HLS and its thumbnails, which become
 * the storyboard, are copied to the media bucket, where the same cookies protect them, and the
 * recording is deleted once the video exists. The video's id is derived from the recording, so
 * importing it again makes no second video.
 *
 * The video is private until its owner publishes it: not everything that was live should stay
 * public.
 */
export function createImportRecording(dependencies: ImportDependencies) {
  const { channels, mediaFiles, recordings, telemetry, videos } = dependencies;

  /** @param prefix - the recording's prefix in the recordings bucket */
  return async function importRecording(
    prefix: string,
    hasTime: () => boolean,
  ): Promise<ImportResult> {
    const recording = recordingAt(prefix);
    const owner = recording && (await channels.findRecorded(recording.ivsId));
    if (!recording || !owner) return 'ignored';
    const master = await recordings.read(`${recording.hls}master.m3u8`);
    // It has been imported already, or was never written.
    if (master === undefined) return 'ignored';
    const listed = await all(recordings.list(recording.hls));
    const described = await describe(recording, master);
    if (!described) {
      telemetry.count('RecordingFailed');
      telemetry.warn('recording has no playable stream', { prefix });
      // A one-second stream has no segments. Anything else is kept for an operator to look at.
      const hasPictures = listed.some(({ key }) => !key.endsWith('.m3u8'));
      if (!hasPictures) await recordings.remove(recording.prefix);
      return 'ignored';
    }
    const { startedAt, resumed, duration } = described;
    // Derived from the prefix, so that every call makes the same id.
    const videoId = derivedVideoId(recording.startedAt, recording.prefix);
    const thumbnails = await all(recordings.list(recording.thumbnails));
    const frames = frameCopies(
      videoId,
      thumbnails.map(({ key }) => key),
    );
    const streams = listed.flatMap(({ key }) => streamCopy(recording, videoId, key));
    const copies = await missing(videoId, [...listed, ...thumbnails], [...streams, ...frames]);
    if (!(await mediaFiles.copy(copies, hasTime))) return 'unfinished';

    const posterKey = await poster(thumbnails, videoId);
    const storyboardKey = await mediaFiles.writeStoryboard(videoId, {
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
    // Its owner deleted the video while it was being imported again: remove the copies.
    if (outcome.video?.status === 'deleting') await mediaFiles.remove(mediaPrefix(videoId));
    await recordings.remove(recording.prefix);
    if (!outcome.applied) return 'ignored';
    telemetry.count('RecordingImported');
    telemetry.info('recording imported', { videoId, channelId: owner.channelId, duration });
    return 'imported';
  };

  /** Skips what an earlier call has copied. */
  async function missing(
    videoId: string,
    sources: readonly ListedObject[],
    copies: readonly Copy[],
  ): Promise<Copy[]> {
    const sizes = (objects: readonly ListedObject[]) =>
      new Map(objects.map(({ key, size }) => [key, size]));
    const there = sizes(await all(mediaFiles.list(mediaPrefix(videoId))));
    const wanted = sizes(sources);
    return copies.filter(({ from, to }) => there.get(to) !== wanted.get(from));
  }

  async function describe(recording: Recording, master: string) {
    const variants = readVariants(master);
    const [largest] = variants;
    const playlist = largest && (await recordings.read(`${recording.hls}${largest.uri}`));
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

  /** The start time in IVS's own document; the prefix is only accurate to the minute. */
  async function notedStart(recording: Recording): Promise<number | undefined> {
    const noted = await recordings.read(`${recording.prefix}events/recording-started.json`);
    return noted === undefined ? undefined : recordingStart(noted);
  }

  /** Reuses the poster of an earlier call that got this far. */
  async function poster(
    thumbnails: readonly ListedObject[],
    videoId: string,
  ): Promise<string | undefined> {
    const [before] = await all(mediaFiles.list(posterPrefix(videoId)));
    return before?.key ?? mediaFiles.makePoster(videoId, thumbnails);
  }
}

async function all(objects: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const found: ListedObject[] = [];
  for await (const object of objects) found.push(object);
  return found;
}

/** Where to copy an object of the recording's HLS; empty if it is not kept. */
function streamCopy(recording: Recording, videoId: string, key: string): Copy[] {
  const name = key.slice(recording.hls.length);
  // These describe the same streams as byte ranges of other files, which are not kept.
  if (name.startsWith('byte-range')) return [];
  const to = name === 'master.m3u8' ? hlsKey(videoId) : `${hlsPrefix(videoId)}${name}`;
  return [{ from: key, to }];
}

/** Limit on stored breaks; no stream worth watching has more. */
const maxBreaks = 100;

function recordedFrom(
  channelId: string,
  startedAt: number,
  resumed: readonly ProgramTime[],
): RecordedFrom {
  const written = (time: number) => new Date(time).toISOString();
  const breaks = resumed.slice(0, maxBreaks).map(({ at, time }) => ({ at, time: written(time) }));
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
    visibility: 'private' as const,
    // There was no upload, so there is nothing under this key.
    source: {
      key: sourceKey(ownerId, id),
      size,
      contentType: 'application/vnd.apple.mpegurl',
      fileName: `live-${day}.m3u8`,
    },
  };
}
