import { randomUUID } from 'node:crypto';
import { localAccount } from '../aws/service.ts';
import type { EmitEvent } from '../events/aws-event.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { idOf, randomId } from './arns.ts';
import type { RecordingConfigurationRecord } from './ivs-store.ts';
import type { Rung } from './ladder.ts';
import {
  endedDocument,
  type RecordedSegment,
  type RecordingRecord,
  recordedMaster,
  recordedPlaylist,
  recordingPrefix,
  secondsOf,
  segmentName,
  startedDocument,
} from './recording-files.ts';
import type { RecordingStore } from './recording-store.ts';
import { type EventSubject, recordingStateEvent } from './stream-events.ts';
import { makeThumbnail } from './thumbnail.ts';
import type { TsPart } from './ts-cutter.ts';

export interface RecorderOptions {
  readonly recordings: RecordingStore;
  readonly store: Pick<ObjectStore, 'put'>;
  readonly emit: EmitEvent;
  readonly ffmpegPath: () => Promise<string>;
  readonly log: (line: string) => void;
}

/** Writes what a stream shows into its bucket, as it comes. */
export interface Recording {
  addPart(rung: number, part: TsPart, isNewTimeline: boolean): void;
  /** Writes the rest and says so. */
  end(): Promise<void>;
}

export interface RecordingStart {
  readonly subject: EventSubject;
  readonly configuration: RecordingConfigurationRecord;
  readonly rungs: readonly Rung[];
  readonly codecs: readonly (readonly string[])[];
}

/** About how long a segment of a recording is, in seconds. */
const segmentSeconds = 6;
const types = {
  playlist: 'application/vnd.apple.mpegurl',
  segment: 'video/mp2t',
  json: 'application/json',
  thumbnail: 'image/jpeg',
} as const;

/** An open segment of one rung. */
interface OpenSegment {
  number: number;
  parts: TsPart[];
  discontinuity: boolean;
}

export class Recorder {
  readonly #options: RecorderOptions;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  begin({ subject, configuration, rungs, codecs }: RecordingStart): Recording {
    const { recordings, emit } = this.#options;
    const startedAt = Date.now();
    const { accountId } = localAccount;
    const folder = randomId(12);
    const recording: RecordingRecord = {
      id: randomUUID(),
      channelArn: subject.channelArn,
      channelName: subject.channelName,
      streamId: subject.streamId,
      bucket: configuration.bucket,
      prefix: recordingPrefix(accountId, idOf(subject.channelArn), folder, new Date(startedAt)),
      startedAt,
      rungs,
      codecs,
    };
    recordings.begin(recording);
    let failed = false;
    // One write after another: what is noted as there must be there.
    let writing = this.#put(recording, 'events/recording-started.json', types.json, () =>
      JSON.stringify(startedDocument(recording)),
    ).then(
      () => emit(recordingStateEvent(subject, 'Recording Start', factsOf(recording, 0))),
      (error: unknown) => {
        failed = true;
        recordings.finish(recording.id);
        const reason = error instanceof Error ? error.message : String(error);
        const facts = { ...factsOf(recording, 0), reason };
        emit(recordingStateEvent(subject, 'Recording Start Failure', facts));
      },
    );
    const queue = (what: string, work: () => Promise<unknown>) => {
      writing = writing.then(async () => {
        if (failed) return;
        try {
          await work();
        } catch (error) {
          this.#options.log(`recording ${recording.prefix}: ${what}: ${String(error)}`);
        }
      });
    };

    const open: OpenSegment[] = rungs.map(() => ({ number: 0, parts: [], discontinuity: false }));
    const { recordingMode, targetIntervalSeconds } = configuration.thumbnails;
    let seconds = 0;
    let thumbnails = 0;
    const takeThumbnail = (bytes: Buffer) => {
      const name = `media/thumbnails/thumb${thumbnails}.jpg`;
      thumbnails += 1;
      queue(name, async () => {
        const picture = await makeThumbnail(await this.#options.ffmpegPath(), bytes);
        await this.#put(recording, name, types.thumbnail, () => picture);
      });
    };
    const closeSegment = (rung: number, segment: OpenSegment) => {
      const { number, parts, discontinuity } = segment;
      if (parts.length === 0) return;
      open[rung] = { number: number + 1, parts: [], discontinuity: false };
      queue(`segment ${number}`, async () => {
        const bytes = Buffer.concat(parts.map((part) => part.bytes));
        const path = `media/hls/${rungs[rung]?.name}/${segmentName(number)}`;
        await this.#put(recording, path, types.segment, () => bytes);
        const duration = lengthOf(parts);
        const noted = { rung, number, duration, size: bytes.length, discontinuity };
        recordings.addSegment(recording.id, noted);
      });
    };

    return {
      addPart: (rung, part, isNewTimeline) => {
        const current = open[rung];
        if (!current || failed) return;
        if (isNewTimeline || lengthOf(current.parts) + part.duration / 2 > segmentSeconds)
          closeSegment(rung, current);
        const segment = open[rung] ?? current;
        if (isNewTimeline) segment.discontinuity = true;
        segment.parts.push(part);
        if (rung !== 0) return;
        if (recordingMode === 'INTERVAL' && seconds >= thumbnails * targetIntervalSeconds)
          takeThumbnail(part.bytes);
        seconds += part.duration;
      },
      end: async () => {
        open.forEach((segment, rung) => {
          closeSegment(rung, segment);
        });
        queue('its end', () => this.#finish(recording));
        await writing;
      },
    };
  }

  /** After a kill: ends what was being recorded with what is there of it. */
  async takeUp(): Promise<void> {
    for (const recording of this.#options.recordings.unfinished()) {
      try {
        await this.#finish(recording);
      } catch (error) {
        this.#options.log(`recording ${recording.prefix}: ${String(error)}`);
      }
    }
  }

  /** Can be done again when it was cut short: it writes the same under the same names. */
  async #finish(recording: RecordingRecord): Promise<void> {
    const { recordings, emit } = this.#options;
    const segments = recordings.segments(recording.id);
    const own = (rung: number): RecordedSegment[] =>
      segments.filter((segment) => segment.rung === rung);
    for (const [rung, { name }] of recording.rungs.entries()) {
      if (own(rung).length === 0) continue;
      await this.#put(recording, `media/hls/${name}/playlist.m3u8`, types.playlist, () =>
        recordedPlaylist(own(rung)),
      );
    }
    await this.#put(recording, 'media/hls/master.m3u8', types.playlist, () =>
      recordedMaster(recording, segments),
    );
    const durationMs = Math.round(secondsOf(own(0)) * 1000);
    const size = recording.rungs[0] ?? { width: 0, height: 0 };
    await this.#put(recording, 'events/recording-ended.json', types.json, () =>
      JSON.stringify(endedDocument(recording, durationMs, size)),
    );
    emit(recordingStateEvent(recording, 'Recording End', factsOf(recording, durationMs)));
    recordings.finish(recording.id);
  }

  async #put(
    { bucket, prefix }: RecordingRecord,
    path: string,
    contentType: string,
    body: () => Buffer | string,
  ): Promise<void> {
    await this.#options.store.put(bucket, `${prefix}/${path}`, body(), { contentType });
  }
}

function factsOf(recording: RecordingRecord, durationMs: number) {
  return {
    bucket: recording.bucket,
    prefix: recording.prefix,
    durationMs,
    sessionId: recording.id,
    streamIds: [recording.streamId],
  };
}

function lengthOf(parts: readonly TsPart[]): number {
  return parts.reduce((sum, { duration }) => sum + duration, 0);
}
