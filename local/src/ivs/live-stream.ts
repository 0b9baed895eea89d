import { avcCodec } from '@tidecast/media/mpeg-ts';
import type { EmitEvent } from '../events/aws-event.ts';
import { newStreamId } from './arns.ts';
import { BitrateMeter, type LimitBreach, resolutionBreach } from './ingest-limits.ts';
import type { ChannelRecord, RecordingConfigurationRecord } from './ivs-store.ts';
import { planLadder, type Rung } from './ladder.ts';
import { LiveEncoder } from './live-encoder.ts';
import type { LiveInput } from './live-input.ts';
import { LiveWindow } from './live-window.ts';
import type { Recorder, Recording } from './recorder.ts';
import {
  type EventSubject,
  limitBreachEvent,
  streamHealthEvent,
  streamStateEvent,
} from './stream-events.ts';
import { type Health, StreamHealth } from './stream-health.ts';
import type { ShownPart } from './stream-recording.ts';
import type { TsPart } from './ts-cutter.ts';
import { Viewers } from './viewers.ts';

export interface LiveStreamOptions {
  readonly channel: ChannelRecord;
  readonly input: LiveInput;
  readonly ffmpegPath: () => Promise<string>;
  readonly emit: EmitEvent;
  readonly recorder: Recorder;
  readonly recordingConfiguration: RecordingConfigurationRecord | undefined;
  readonly preset?: string | undefined;
  /** What comes before its first picture is encoded: the end of the channel's last stream. */
  readonly after?: Promise<void> | undefined;
  /** Somebody can watch it from now on. */
  readonly onWatchable: () => void;
  readonly log: (line: string) => void;
}

/** One rung as viewers see it. */
export interface LiveRendition {
  readonly rung: Rung;
  readonly window: LiveWindow;
  /** RFC 6381. */
  readonly codecs: readonly string[];
}

/** So many parts a player wants to have before it starts. */
const partsToStart = 3;
const healthEveryMs = 500;
const audioCodec = 'mp4a.40.2';

/** One stream session of a channel: from the encoder's connection to the last part. */
export class LiveStream {
  readonly streamId = newStreamId();
  /** RFC 3339. */
  readonly startTime = new Date().toISOString();
  readonly viewers = new Viewers();
  readonly #options: LiveStreamOptions;
  readonly #subject: EventSubject;
  readonly #health = new StreamHealth();
  readonly #healthTimer: NodeJS.Timeout;
  #input: LiveInput;
  #bitrate: BitrateMeter | undefined;
  #encoder: LiveEncoder | undefined;
  /** Encoders begin and end one after another. */
  #switching: Promise<void>;
  #renditions: LiveRendition[] = [];
  #codecs: string[][] = [];
  #elapsed: number[] = [];
  #early: { rung: number; part: ShownPart }[] = [];
  #recording: Recording | undefined;
  #isWatchable = false;
  /** Nothing more of it is taken: it has failed, or was refused. */
  #stopped = false;
  #ended: Promise<void> | undefined;

  constructor(options: LiveStreamOptions) {
    const { channel, input, emit } = options;
    this.#options = options;
    this.#switching = options.after ?? Promise.resolve();
    this.#input = input;
    const { streamId } = this;
    this.#subject = { channelArn: channel.arn, channelName: channel.name, streamId };
    emit(streamStateEvent(this.#subject, 'Session Created'));
    this.#healthTimer = setInterval(() => this.#lookAtHealth(), healthEveryMs);
  }

  get channelArn(): string {
    return this.#subject.channelArn;
  }

  get isWatchable(): boolean {
    return this.#isWatchable;
  }

  get health(): Health {
    return this.#health.health;
  }

  get viewerCount(): number {
    return this.viewers.count(Date.now());
  }

  /** Highest first; empty until the first parts are there. */
  get renditions(): readonly LiveRendition[] {
    return this.#renditions;
  }

  get input(): LiveInput {
    return this.#input;
  }

  /** @param from - who sends it: one that was taken over is not heard any more */
  take(tag: Buffer, from: LiveInput): void {
    if (from !== this.#input || this.#stopped || this.#ended) return;
    const wasReady = from.isReady;
    const time = from.take(tag);
    if (time !== undefined) this.#health.heard(time, Date.now());
    const breach = this.#breach(from, tag.length, time);
    if (from.refusal) this.#stop(from.refusal);
    else if (breach) this.#stopFor(breach);
    else if (!wasReady && from.isReady) this.#encode(from);
  }

  /** Goes on with another publisher, whose picture has the same size. */
  takeOver(input: LiveInput): void {
    const { publisher } = this.#input;
    this.#input = input;
    this.#health.restart();
    this.#bitrate = undefined;
    publisher.drop({
      code: 'NetStream.Failed',
      description: 'another publisher of higher priority took the stream over',
    });
    this.#options.emit(streamStateEvent(this.#subject, 'Stream Takeover'));
    this.#encode(input);
  }

  refuseTakeover(code: string): void {
    this.#options.emit(streamStateEvent(this.#subject, 'Stream Takeover Failure', { code }));
  }

  /** Cuts the publisher off; the stream ends as when it had left by itself. */
  drop(description: string): void {
    this.#input.publisher.drop({ code: 'NetStream.Failed', description });
  }

  /** The publisher is gone. @returns once everything of the stream is written and told */
  end(): Promise<void> {
    this.#ended ??= this.#finish();
    return this.#ended;
  }

  #encode(input: LiveInput): void {
    const switched = this.#switching.then(async () => {
      await this.#encoder?.end();
      this.#encoder = undefined;
      if (this.#stopped || input !== this.#input || !input.size) return;
      const isFirst = this.#renditions.length === 0;
      if (isFirst) {
        const rungs = planLadder(input.size);
        this.#codecs = rungs.map(() => (input.hasAudio ? [audioCodec] : []));
        this.#renditions = rungs.map((rung, index) => ({
          rung,
          window: new LiveWindow(),
          codecs: this.#codecs[index] ?? [],
        }));
      }
      const ffmpegPath = await this.#options.ffmpegPath();
      this.#elapsed = this.#renditions.map(() => 0);
      const isNew = this.#renditions.map(() => !isFirst);
      const encoder = new LiveEncoder({
        ffmpegPath,
        rungs: this.#renditions.map(({ rung }) => rung),
        hasAudio: input.hasAudio,
        preset: this.#options.preset,
        onPart: (rung, part) => {
          this.#addPart(rung, part, input.startedAt, isNew[rung] ?? false);
          isNew[rung] = false;
        },
        onFailed: (message) => {
          if (!this.#ended) this.#fail(message);
        },
      });
      this.#encoder = encoder;
      input.pipe((bytes) => encoder.write(bytes));
    });
    this.#switching = switched.catch((error: unknown) => this.#fail(String(error)));
  }

  #addPart(rung: number, part: TsPart, startedAt: number, isNewTimeline: boolean): void {
    const rendition = this.#renditions[rung];
    if (!rendition) return;
    const elapsed = this.#elapsed[rung] ?? 0;
    this.#elapsed[rung] = elapsed + part.duration;
    const codecs = this.#codecs[rung];
    if (codecs && !codecs.some((codec) => codec.startsWith('avc1')))
      codecs.unshift(avcCodec(part.bytes) ?? 'avc1.4d401f');
    const shown = { ...part, shownAt: startedAt + elapsed * 1000, isNewTimeline };
    rendition.window.add(shown);
    if (this.#recording) this.#recording.addPart(rung, shown);
    else if (this.#options.recordingConfiguration) this.#beginRecording(rung, shown);
    const least = Math.min(...this.#renditions.map(({ window }) => window.partCount));
    if (!this.#isWatchable && least >= partsToStart) {
      this.#isWatchable = true;
      this.#options.onWatchable();
      this.#options.emit(streamStateEvent(this.#subject, 'Stream Start'));
    }
  }

  /** It begins once every rung has shown what it is. */
  #beginRecording(rung: number, part: ShownPart): void {
    const { recordingConfiguration, recorder } = this.#options;
    this.#early.push({ rung, part });
    const isKnown = this.#renditions.every(({ window }) => window.partCount > 0);
    if (!recordingConfiguration || !isKnown) return;
    const recording = recorder.begin({
      subject: this.#subject,
      configuration: recordingConfiguration,
      rungs: this.#renditions.map((rendition) => rendition.rung),
      codecs: this.#codecs,
    });
    this.#recording = recording;
    for (const early of this.#early) recording.addPart(early.rung, early.part);
    this.#early = [];
  }

  /** The capacity to process it is not there: the one thing that IVS calls a failure. */
  #fail(reason: string): void {
    if (this.#stopped) return;
    this.#options.emit(streamStateEvent(this.#subject, 'Stream Failure', { reason }));
    this.#stop(`the stream could not be processed: ${reason}`);
  }

  #breach(input: LiveInput, bytes: number, time: number | undefined): LimitBreach | undefined {
    if (!input.size) return undefined;
    if (time === undefined) return resolutionBreach(input.size);
    this.#bitrate ??= new BitrateMeter(this.#options.channel.type, input.size);
    return this.#bitrate.heard(bytes, time);
  }

  /** What passes a limit is cut off (API reference, "CreateChannel", `type`). */
  #stopFor(breach: LimitBreach): void {
    const { name, value, exceededBy, unit } = breach;
    this.#options.emit(limitBreachEvent(breach, this.#subject));
    this.#stop(`${name}: ${value + exceededBy} ${unit} where ${value} are the limit`);
  }

  #stop(description: string): void {
    this.#stopped = true;
    this.#options.log(`ivs: channel ${this.channelArn}: the publisher was cut off: ${description}`);
    this.drop(description);
  }

  #lookAtHealth(): void {
    const before = this.health;
    const health = this.#health.look(Date.now());
    if (health === undefined) return;
    if (health === 'STARVING') this.#options.emit(streamHealthEvent(this.#subject, true));
    else if (before === 'STARVING') this.#options.emit(streamHealthEvent(this.#subject, false));
  }

  async #finish(): Promise<void> {
    const { emit } = this.#options;
    clearInterval(this.#healthTimer);
    emit(streamStateEvent(this.#subject, 'Session Ended'));
    await this.#switching;
    await this.#encoder?.end();
    for (const { window } of this.#renditions) window.end();
    if (this.#isWatchable) emit(streamStateEvent(this.#subject, 'Stream End'));
    await this.#recording?.end();
  }
}
