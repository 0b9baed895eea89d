import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { totalDuration } from '@tidecast/hls/read-playlist';
import {
  mediaPlaylist,
  multivariantPlaylist,
  type VariantEntry,
} from '@tidecast/hls/write-playlist';
import { avcCodec, packetBytes } from '@tidecast/media/mpeg-ts';
import type { ObjectStore } from '../s3/object-store.ts';
import type { HlsTarget, InputStreams, JobPlan } from './encode-plan.ts';
import { workPlaylist } from './ffmpeg-arguments.ts';
import { finishedSegments, measureBitrate, type StoredSegment } from './segments.ts';

const playlistType = 'application/vnd.apple.mpegurl';
const segmentType = 'video/mp2t';
/** Enough of a segment to hold its tables and first parameter sets. */
const headBytes = 64 * packetBytes;
/** MPEG-TS, sound and peaks above the encoder's own limit, until the segments can be measured. */
const overhead = 1.15;
/** A fast encode finishes many segments a second; players ask for playlists far less often. */
const publishEveryMs = 500;

export interface FinishedRendition {
  readonly target: HlsTarget;
  readonly duration: number;
  readonly averageBitrate: number;
}

export interface HlsPublisher {
  /** Moves what ffmpeg has finished into the bucket, then says so in the playlists. */
  publish(): Promise<void>;
  /** The same for the last time: the playlists end. */
  finish(): Promise<readonly FinishedRendition[]>;
}

interface Rendition {
  readonly target: HlsTarget;
  readonly segments: StoredSegment[];
  codec: string | undefined;
  /** Of ffmpeg's playlist when it was last read. */
  readAt: number;
  /** Segments in the playlist that the bucket holds. */
  published: number;
}

/** Publishes the segments of one job as its encode goes on. */
export function createHlsPublisher(
  store: ObjectStore,
  plan: JobPlan,
  input: InputStreams,
  workDir: string,
): HlsPublisher {
  const { hls } = plan;
  const rate = hls.frameRate ?? input.frameRate;
  const frameRate = rate.numerator / rate.denominator;
  // A keyframe comes with the first frame after the time asked for: up to one frame late.
  let targetDuration = Math.round(hls.segmentSeconds + 1 / frameRate);
  const renditions: Rendition[] = hls.targets.map((target) => ({
    target,
    segments: [],
    codec: undefined,
    readAt: 0,
    published: 0,
  }));
  let lastPublished = 0;

  async function collect(rendition: Rendition): Promise<void> {
    const path = join(workDir, workPlaylist(rendition.target));
    const changedAt = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (changedAt === undefined || changedAt === rendition.readAt) return;
    const listed = finishedSegments(await readFile(path, 'utf8'));
    for (const { uri: file, duration } of listed.slice(rendition.segments.length)) {
      const from = join(workDir, file);
      rendition.codec ??= avcCodec(await readHead(from));
      const number = String(rendition.segments.length + 1).padStart(5, '0');
      const key = `${rendition.target.keyBase}_${number}.ts`;
      const { size } = await store.importFile(hls.bucket, key, from, { contentType: segmentType });
      rendition.segments.push({ uri: fileName(key), duration, size });
      targetDuration = Math.max(targetDuration, Math.round(duration));
    }
    rendition.readAt = changedAt;
  }

  async function writePlaylists(ended: boolean): Promise<void> {
    const put = (key: string, text: string) =>
      store.put(hls.bucket, key, text, { contentType: playlistType });
    for (const rendition of renditions) {
      if (!ended && rendition.published === rendition.segments.length) continue;
      const { segments, target } = rendition;
      const playlist = mediaPlaylist({ segments, targetDuration, firstSegment: 1, ended });
      await put(`${target.keyBase}.m3u8`, playlist);
      rendition.published = segments.length;
    }
    await put(
      `${hls.keyBase}.m3u8`,
      multivariantPlaylist(renditions.map((rendition) => variant(rendition, ended))),
    );
    lastPublished = performance.now();
  }

  function variant({ target, segments, codec }: Rendition, ended: boolean): VariantEntry {
    const { videoDescription, audioDescriptions } = target.settings;
    const measured = measureBitrate(segments, targetDuration);
    const audio = input.audioIndex === undefined ? undefined : audioDescriptions?.[0];
    // A dark opening would make the largest picture look cheap: while more is to come, the limit
    // that the encoder was given stands in.
    const limit =
      overhead *
      (videoDescription.codecSettings.h264Settings.maxBitrate +
        (audio?.codecSettings.aacSettings.bitrate ?? 0));
    return {
      uri: fileName(`${target.keyBase}.m3u8`),
      width: videoDescription.width,
      height: videoDescription.height,
      bandwidth: ended ? measured.peak : Math.max(measured.peak, Math.ceil(limit)),
      averageBandwidth: measured.average,
      codecs: [...(codec ? [codec] : []), ...(audio ? ['mp4a.40.2'] : [])],
      frameRate,
    };
  }

  async function collectAll(): Promise<void> {
    for (const rendition of renditions) await collect(rendition);
  }

  return {
    async publish() {
      await collectAll();
      const complete = renditions.every(({ segments }) => segments.length > 0);
      const fresh = renditions.some(({ segments, published }) => segments.length > published);
      const due = lastPublished === 0 || performance.now() - lastPublished >= publishEveryMs;
      if (hls.progressive && complete && fresh && due) await writePlaylists(false);
    },
    async finish() {
      await collectAll();
      if (renditions.some(({ segments }) => segments.length === 0)) {
        throw new Error('the input has no picture that can be decoded');
      }
      await writePlaylists(true);
      return renditions.map(({ target, segments }) => ({
        target,
        duration: totalDuration(segments),
        averageBitrate: measureBitrate(segments, targetDuration).average,
      }));
    },
  };
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function fileName(key: string): string {
  return encodeURIComponent(key.slice(key.lastIndexOf('/') + 1));
}
