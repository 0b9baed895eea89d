import {
  finishRecording,
  type RecorderOptions,
  type RecordingStart,
  type ShownPart,
  StreamRecording,
} from './stream-recording.ts';

/** Writes what a stream shows into its bucket, as it comes. */
export interface Recording {
  addPart(rung: number, part: ShownPart): void;
  /** The stream has ended. @returns once all of it is written */
  end(): Promise<void>;
}

/** A recording whose stream has ended and may come back. */
interface Resting {
  readonly recording: StreamRecording;
  readonly timer: NodeJS.Timeout;
}

/** Records streams as their channels' recording configurations say. */
export class Recorder {
  readonly #options: RecorderOptions;
  /** By channel. */
  readonly #resting = new Map<string, Resting>();
  readonly #finishing = new Set<Promise<void>>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /**
   * A stream that begins while the last one's recording is kept open goes on in it (API reference,
   * CreateRecordingConfiguration, `recordingReconnectWindowSeconds`).
   */
  begin(start: RecordingStart): Recording {
    const { channelArn } = start.subject;
    const before = this.#wake(channelArn);
    if (before?.fits(start)) {
      before.resume(start.subject);
      return this.#handle(start, before);
    }
    if (before) this.#finish(before);
    return this.#handle(start, new StreamRecording(this.#options, start));
  }

  /** After a kill: ends interrupted recordings with what was written. */
  async takeUp(): Promise<void> {
    for (const recording of this.#options.recordings.unfinished()) {
      try {
        await finishRecording(this.#options, recording);
      } catch (error) {
        this.#options.log(`recording ${recording.prefix}: ${String(error)}`);
      }
    }
  }

  /** No stream comes back any more. @returns once every recording has ended */
  async close(): Promise<void> {
    for (const channelArn of [...this.#resting.keys()]) {
      const recording = this.#wake(channelArn);
      if (recording) this.#finish(recording);
    }
    await Promise.all(this.#finishing);
  }

  #handle({ subject, configuration }: RecordingStart, recording: StreamRecording): Recording {
    const { channelArn } = subject;
    const { reconnectWindowSeconds } = configuration;
    return {
      addPart: (rung, part) => recording.addPart(rung, part),
      end: async () => {
        await recording.flush();
        if (reconnectWindowSeconds === 0) return recording.finish();
        const timer = setTimeout(() => {
          this.#resting.delete(channelArn);
          this.#finish(recording);
        }, reconnectWindowSeconds * 1000);
        this.#resting.set(channelArn, { recording, timer });
      },
    };
  }

  #wake(channelArn: string): StreamRecording | undefined {
    const resting = this.#resting.get(channelArn);
    clearTimeout(resting?.timer);
    this.#resting.delete(channelArn);
    return resting?.recording;
  }

  #finish(recording: StreamRecording): void {
    const finishing = recording.finish().finally(() => this.#finishing.delete(finishing));
    this.#finishing.add(finishing);
  }
}
