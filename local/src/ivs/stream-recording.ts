import { randomUUID } from 'node:crypto';
import { totalDuration } from '@tidecast/hls/read-playlist';
import { localAccount } from '../aws/service.ts';
import type { EmitEvent } from '../events/aws-event.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { idOf, randomId } from './arns.ts';
import type { RecordingConfigurationRecord } from './ivs-store.ts';
import type { Rung } from './ladder.ts';
import {
  endedDocument,
  factsOf,
  type RecordedSegment,
  type RecordingRecord,
  recordedMaster,
  recordedPlaylist,
  recordingPrefix,
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

export interface RecordingStart {
  readonly subject: EventSubject;
  readonly configuration: RecordingConfigurationRecord;
  readonly rungs: readonly Rung[];
  readonly codecs: readonly (readonly string[])[];
}

/** A part as it is recorded. */
export interface ShownPart extends TsPart {
  /** When its first picture was taken, in Unix milliseconds. */
  readonly shownAt: number;
  /** It does not continue the part before: another encoder began. */
  readonly isNewTimeline: boolean;
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
  readonly number: number;
  readonly parts: ShownPart[];
}

/** One recording under way: of one stream, or of several that followed each other closely. */
export class StreamRecording {
  readonly #options: RecorderOptions;
  readonly #start: RecordingStart;
  #record: RecordingRecord;
  /** Open segments by rung. */
  readonly #open: OpenSegment[];
  /** Rungs whose next part is another stream's first. */
  readonly #resumed = new Set<number>();
  /** One write after another: what is noted as there must be there. */
  #writing: Promise<void>;
  #failed = false;
  #seconds = 0;
  #thumbnails = 0;

  constructor(options: RecorderOptions, start: RecordingStart) {
    this.#options = options;
    this.#start = start;
    this.#open = start.rungs.map(() => ({ number: 0, parts: [] }));
    const startedAt = Date.now();
    const { subject, configuration, rungs, codecs } = start;
    const channelId = idOf(subject.channelArn);
    this.#record = {
      id: randomUUID(),
      channelArn: subject.channelArn,
      channelName: subject.channelName,
      streamId: subject.streamId,
      streamIds: [subject.streamId],
      bucket: configuration.bucket,
      prefix: recordingPrefix(localAccount.accountId, channelId, randomId(12), new Date(startedAt)),
      startedAt,
      rungs,
      codecs,
    };
    options.recordings.begin(this.#record);
    this.#writing = this.#begin();
  }

  /** Whether a stream can go on in it: the same pictures, to the same place. */
  fits({ configuration, rungs, codecs }: RecordingStart): boolean {
    const shape = (of: object) => JSON.stringify(of);
    return (
      !this.#failed &&
      configuration.arn === this.#start.configuration.arn &&
      shape({ rungs, codecs }) === shape({ rungs: this.#start.rungs, codecs: this.#start.codecs })
    );
  }

  /** Another stream goes on in it. */
  resume({ streamId }: EventSubject): void {
    const { streamIds } = this.#record;
    this.#record = { ...this.#record, streamId, streamIds: [...streamIds, streamId] };
    this.#options.recordings.change(this.#record);
    for (const rung of this.#open.keys()) this.#resumed.add(rung);
  }

  addPart(rung: number, given: ShownPart): void {
    const current = this.#open[rung];
    if (!current || this.#failed) return;
    const part = this.#resumed.delete(rung) ? { ...given, isNewTimeline: true } : given;
    const isFull = lengthOf(current.parts) + part.duration / 2 > segmentSeconds;
    if (part.isNewTimeline || isFull) this.#closeSegment(rung);
    this.#open[rung]?.parts.push(part);
    if (rung !== 0) return;
    const { recordingMode, targetIntervalSeconds } = this.#start.configuration.thumbnails;
    if (recordingMode === 'INTERVAL' && this.#seconds >= this.#thumbnails * targetIntervalSeconds)
      this.#takeThumbnail(part.bytes);
    this.#seconds += part.duration;
  }

  /** @returns once everything that was added is in the bucket */
  async flush(): Promise<void> {
    for (const rung of this.#open.keys()) this.#closeSegment(rung);
    await this.#writing;
  }

  /** Writes the playlists and says that it has ended. */
  async finish(): Promise<void> {
    this.#queue('its end', () => finishRecording(this.#options, this.#record));
    await this.#writing;
  }

  async #begin(): Promise<void> {
    const { emit, recordings } = this.#options;
    const { subject } = this.#start;
    const facts = factsOf(this.#record, 0);
    try {
      await put(this.#options, this.#record, 'events/recording-started.json', {
        type: types.json,
        body: JSON.stringify(startedDocument(this.#record)),
      });
      emit(recordingStateEvent(subject, 'Recording Start', facts));
    } catch (error) {
      this.#failed = true;
      recordings.finish(this.#record.id);
      const reason = error instanceof Error ? error.message : String(error);
      emit(recordingStateEvent(subject, 'Recording Start Failure', { ...facts, reason }));
    }
  }

  #queue(what: string, work: () => Promise<unknown>): void {
    this.#writing = this.#writing.then(async () => {
      if (this.#failed) return;
      try {
        await work();
      } catch (error) {
        this.#options.log(`recording ${this.#record.prefix}: ${what}: ${String(error)}`);
      }
    });
  }

  #takeThumbnail(bytes: Buffer): void {
    const name = `media/thumbnails/thumb${this.#thumbnails}.jpg`;
    this.#thumbnails += 1;
    this.#queue(name, async () => {
      const body = await makeThumbnail(await this.#options.ffmpegPath(), bytes);
      await put(this.#options, this.#record, name, { type: types.thumbnail, body });
    });
  }

  #closeSegment(rung: number): void {
    const { number, parts } = this.#open[rung] ?? { number: 0, parts: [] };
    const [first] = parts;
    if (!first) return;
    this.#open[rung] = { number: number + 1, parts: [] };
    this.#queue(`segment ${number}`, async () => {
      const body = Buffer.concat(parts.map((part) => part.bytes));
      const path = `media/hls/${this.#start.rungs[rung]?.name}/${segmentName(number)}`;
      await put(this.#options, this.#record, path, { type: types.segment, body });
      this.#options.recordings.addSegment(this.#record.id, {
        rung,
        number,
        duration: lengthOf(parts),
        size: body.length,
        shownAt: first.shownAt,
        discontinuity: first.isNewTimeline,
      });
    });
  }
}

/** Can be done again when it was cut short: it writes the same under the same names. */
export async function finishRecording(
  options: RecorderOptions,
  recording: RecordingRecord,
): Promise<void> {
  const { recordings, emit } = options;
  const segments = recordings.segments(recording.id);
  const own = (rung: number): RecordedSegment[] =>
    segments.filter((segment) => segment.rung === rung);
  const playlist = (path: string, body: string) =>
    put(options, recording, `media/hls/${path}`, { type: types.playlist, body });
  for (const [rung, { name }] of recording.rungs.entries())
    if (own(rung).length > 0) await playlist(`${name}/playlist.m3u8`, recordedPlaylist(own(rung)));
  await playlist('master.m3u8', recordedMaster(recording, segments));
  const durationMs = Math.round(totalDuration(own(0)) * 1000);
  const size = recording.rungs[0] ?? { width: 0, height: 0 };
  await put(options, recording, 'events/recording-ended.json', {
    type: types.json,
    body: JSON.stringify(endedDocument(recording, durationMs, size)),
  });
  emit(recordingStateEvent(recording, 'Recording End', factsOf(recording, durationMs)));
  recordings.finish(recording.id);
}

async function put(
  { store }: RecorderOptions,
  { bucket, prefix }: RecordingRecord,
  path: string,
  { type, body }: { readonly type: string; readonly body: Buffer | string },
): Promise<void> {
  await store.put(bucket, `${prefix}/${path}`, body, { contentType: type });
}

function lengthOf(parts: readonly TsPart[]): number {
  return parts.reduce((sum, { duration }) => sum + duration, 0);
}
