import type { EmitEvent } from '../events/aws-event.ts';
import { channelArn as arnOf } from './arns.ts';
import type { Publisher, PublisherListener } from './ingest.ts';
import { broadcastsBreach, maxBroadcasts } from './ingest-limits.ts';
import type { PublishStatus } from './ingest-protocol.ts';
import type { IvsStore } from './ivs-store.ts';
import { LiveInput } from './live-input.ts';
import { LiveStream, type LiveStreamOptions } from './live-stream.ts';
import type { Recorder } from './recorder.ts';
import { limitBreachEvent, streamStateEvent } from './stream-events.ts';

export interface BroadcastsOptions {
  readonly store: IvsStore;
  readonly recorder: Recorder;
  readonly emit: EmitEvent;
  readonly ffmpegPath: () => Promise<string>;
  readonly preset?: string | undefined;
  /** Streams at the same time; IVS's own quota by default. */
  readonly maxBroadcasts?: number | undefined;
  readonly log: (line: string) => void;
}

/** What encoders publish to: the last part of the address before the stream key. */
const app = 'app';
/** Priorities of a takeover (IVS user guide, "Stream Takeover"). */
const highestPriority = 2 ** 31 - 1;
/** How long an ended stream can still be played out, in milliseconds. */
const playOutMs = 30_000;

const wrongApp: PublishStatus = {
  code: 'NetStream.Publish.Denied',
  description: `publish to /${app}/ and the stream key`,
};
const wrongKey: PublishStatus = {
  code: 'NetStream.Publish.Denied',
  description: 'the stream key is not valid',
};
const lowPriority: PublishStatus = {
  code: 'NetStream.Publish.BadName',
  description: 'the channel is live already: only a higher ?priority= takes its stream over',
};
const otherMedia: PublishStatus = {
  code: 'NetStream.Publish.BadName',
  description: 'a stream can be taken over only with the same codecs and resolution',
};
const overMeanwhile: PublishStatus = {
  code: 'NetStream.Publish.BadName',
  description: 'the stream that was to be taken over has ended: publish again',
};
const tooMany = (most: number): PublishStatus => ({
  code: 'NetStream.Publish.Denied',
  description: `${most} channels are live already, which is the limit`,
});

/** The streams that are published now, by channel. */
export class Broadcasts {
  readonly #options: BroadcastsOptions;
  readonly #live = new Map<string, LiveStream>();
  /** Live and just ended, by stream id. */
  readonly #playable = new Map<string, LiveStream>();
  /** By channel: the end of its last stream, while it is being written. */
  readonly #ending = new Map<string, Promise<void>>();
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

  /** @returns undefined once it was cut off: its key is wrong or in use, or there is no room */
  accept(publisher: Publisher): PublisherListener | undefined {
    const { store, emit } = this.#options;
    if (publisher.app !== app) return this.#refuse(publisher, wrongApp);
    const key = store.keyByValue(publisher.streamKey);
    const channel = key && store.channels.get(key.channelArn);
    if (!channel) return this.#refuse(publisher, wrongKey);
    const input = new LiveInput(publisher);
    const running = this.#live.get(channel.arn);
    if (running) return this.#acceptTakeover(running, input);
    const most = this.#options.maxBroadcasts ?? maxBroadcasts;
    const breach = broadcastsBreach(this.#live.size + 1, most);
    if (breach) {
      emit(limitBreachEvent(breach));
      return this.#refuse(publisher, tooMany(most));
    }
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
    await Promise.all(this.#ending.values());
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #begin({ channel, input }: Pick<LiveStreamOptions, 'channel' | 'input'>): LiveStream {
    const { store, recorder, emit, ffmpegPath, preset, log } = this.#options;
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
      log,
      after: this.#ending.get(channel.arn),
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
      return this.#refuse(input.publisher, lowPriority);
    }
    const listener = this.#listener(stream, input);
    let isDecided = false;
    return {
      onTag: (tag) => {
        if (isDecided) return listener.onTag(tag);
        input.take(tag);
        if (!input.isReady && !input.refusal) return;
        isDecided = true;
        if (this.#live.get(stream.channelArn) !== stream)
          this.#refuse(input.publisher, overMeanwhile);
        else if (!input.refusal && input.hasMediaOf(stream.input)) stream.takeOver(input);
        else {
          stream.refuseTakeover('StreamTakeoverMediaMismatch');
          this.#refuse(input.publisher, otherMedia);
        }
      },
      onEnd: () => listener.onEnd(),
    };
  }

  /** Never with its key, which is a secret. */
  #refuse(publisher: Publisher, status: PublishStatus): undefined {
    this.#options.log(`ivs: a publisher was refused: ${status.description}`);
    publisher.drop(status);
  }

  #end(stream: LiveStream): void {
    if (this.#live.get(stream.channelArn) !== stream) return;
    this.#live.delete(stream.channelArn);
    const ending = stream
      .end()
      .then(() => this.#options.store.openStreams.delete(stream.streamId))
      .catch((error: unknown) => this.#options.log(`stream ${stream.streamId}: ${String(error)}`))
      .then(() => {
        if (this.#ending.get(stream.channelArn) === ending) this.#ending.delete(stream.channelArn);
        const timer = setTimeout(() => {
          this.#timers.delete(timer);
          this.#playable.delete(stream.streamId);
        }, playOutMs);
        this.#timers.add(timer.unref());
      });
    this.#ending.set(stream.channelArn, ending);
  }
}
