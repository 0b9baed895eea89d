import type { EmitEvent } from '../events/aws-event.ts';
import { channelArn as arnOf } from './arns.ts';
import type { Publisher, PublisherListener } from './ingest.ts';
import type { IvsStore } from './ivs-store.ts';
import { LiveInput } from './live-input.ts';
import { LiveStream, type LiveStreamOptions } from './live-stream.ts';
import type { Recorder } from './recorder.ts';
import { streamStateEvent } from './stream-events.ts';

export interface BroadcastsOptions {
  readonly store: IvsStore;
  readonly recorder: Recorder;
  readonly emit: EmitEvent;
  readonly ffmpegPath: () => Promise<string>;
  readonly preset?: string | undefined;
  readonly log: (line: string) => void;
}

/** What encoders publish to: the last part of the address before the stream key. */
const app = 'app';
/** Priorities of a takeover (IVS user guide, "Stream Takeover"). */
const highestPriority = 2 ** 31 - 1;
/** How long an ended stream can still be played out, in milliseconds. */
const playOutMs = 30_000;

/** The streams that are published now, by channel. */
export class Broadcasts {
  readonly #options: BroadcastsOptions;
  readonly #live = new Map<string, LiveStream>();
  /** Live and just ended, by stream id. */
  readonly #playable = new Map<string, LiveStream>();
  readonly #ending = new Set<Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: BroadcastsOptions) {
    this.#options = options;
  }

  find(channelArn: string): LiveStream | undefined {
    return this.#live.get(channelArn);
  }

  list(): LiveStream[] {
    return [...this.#live.values()];
  }

  /** The stream, also for a while after its end. */
  playable(channelId: string, streamId: string): LiveStream | undefined {
    const stream = this.#playable.get(streamId);
    return stream?.channelArn === arnOf(channelId) ? stream : undefined;
  }

  /** @returns undefined for a key that is wrong, or one that is in use */
  accept(publisher: Publisher): PublisherListener | undefined {
    const { store } = this.#options;
    const key = publisher.app === app ? store.keyByValue(publisher.streamKey) : undefined;
    const channel = key && store.channels.get(key.channelArn);
    if (!channel) return undefined;
    const input = new LiveInput(publisher);
    const running = this.#live.get(channel.arn);
    if (running) return this.#acceptTakeover(running, input);
    const stream = this.#begin({ channel, input });
    return this.#listener(stream, input);
  }

  /** After a kill: says of streams that were cut off with it that they have ended. */
  takeUp(): void {
    const { store, emit } = this.#options;
    for (const { id, channelArn, started } of store.openStreams.list()) {
      const channelName = store.channels.get(channelArn)?.name ?? '';
      const subject = { channelArn, channelName, streamId: id };
      emit(streamStateEvent(subject, 'Session Ended'));
      if (started) emit(streamStateEvent(subject, 'Stream End'));
      store.openStreams.delete(id);
    }
  }

  /** Ends every stream. @returns once all of it is written */
  async close(): Promise<void> {
    for (const stream of this.list()) this.#end(stream);
    await Promise.all(this.#ending);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #begin({ channel, input }: Pick<LiveStreamOptions, 'channel' | 'input'>): LiveStream {
    const { store, recorder, emit, ffmpegPath, preset } = this.#options;
    const note = (started: boolean) => {
      store.openStreams.save({ id: stream.streamId, channelArn: channel.arn, started });
    };
    const stream = new LiveStream({
      channel,
      input,
      ffmpegPath,
      emit,
      recorder,
      recordingConfiguration: store.recordingConfigurations.get(channel.recordingConfigurationArn),
      preset,
      onWatchable: () => note(true),
    });
    note(false);
    this.#live.set(channel.arn, stream);
    this.#playable.set(stream.streamId, stream);
    return stream;
  }

  #listener(stream: LiveStream, input: LiveInput): PublisherListener {
    return {
      onTag: (tag) => stream.take(tag, input),
      onEnd: () => {
        // One that was taken over leaves a stream that goes on.
        if (stream.input === input) this.#end(stream);
      },
    };
  }

  /** IVS lets a second publisher in only with a higher priority and the same picture. */
  #acceptTakeover(stream: LiveStream, input: LiveInput): PublisherListener | undefined {
    const { priority } = input;
    const isAllowed = Number.isInteger(priority) && priority >= 1 && priority <= highestPriority;
    if (!isAllowed || priority <= stream.input.priority) {
      stream.refuseTakeover('StreamTakeoverInvalidPriority');
      return undefined;
    }
    const listener = this.#listener(stream, input);
    let isDecided = false;
    return {
      onTag: (tag) => {
        if (isDecided) return listener.onTag(tag);
        input.take(tag);
        if (!input.isReady && !input.refusal) return;
        isDecided = true;
        const { size } = stream.input;
        const isSame = input.size?.width === size?.width && input.size?.height === size?.height;
        if (this.#live.get(stream.channelArn) !== stream) input.publisher.drop();
        else if (isSame && !input.refusal) stream.takeOver(input);
        else {
          stream.refuseTakeover('StreamTakeoverMediaMismatch');
          input.publisher.drop();
        }
      },
      onEnd: () => listener.onEnd(),
    };
  }

  #end(stream: LiveStream): void {
    if (this.#live.get(stream.channelArn) !== stream) return;
    this.#live.delete(stream.channelArn);
    const ending = stream
      .end()
      .then(() => this.#options.store.openStreams.delete(stream.streamId))
      .catch((error: unknown) => this.#options.log(`stream ${stream.streamId}: ${String(error)}`))
      .then(() => {
        this.#ending.delete(ending);
        const timer = setTimeout(() => {
          this.#timers.delete(timer);
          this.#playable.delete(stream.streamId);
        }, playOutMs);
        this.#timers.add(timer.unref());
      });
    this.#ending.add(ending);
  }
}
