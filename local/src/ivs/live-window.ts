import { partSeconds } from './ladder.ts';
import { type LivePlaylist, livePlaylist, type WindowSegment } from './live-playlist.ts';
import type { ShownPart } from './stream-recording.ts';

/** Parts in a whole segment. */
export const partsPerSegment = 4;
/** Whole segments that stay in the playlist: what a viewer may be behind, and go back to. */
const keptSegments = 10;
/** Segments that can still be fetched after they left the playlist. */
const graceSegments = 3;

/** A place in the stream: a segment's media sequence number, and one of its parts from 0. */
export interface Position {
  readonly segment: number;
  readonly part: number;
}

/** One rung of a running stream: its newest parts in memory, and who waits for the next one. */
export class LiveWindow {
  #segments: WindowSegment[] = [];
  #first = 0;
  #discontinuities = 0;
  #ended = false;
  #waiting = new Set<() => void>();
  readonly #parts = new Map<string, Buffer>();

  get ended(): boolean {
    return this.#ended;
  }

  /** Where the next part goes. */
  get next(): Position {
    const last = this.#segments.at(-1);
    if (!last || last.complete) return { segment: this.#first + this.#segments.length, part: 0 };
    return { segment: this.#first + this.#segments.length - 1, part: last.parts.length };
  }

  /** How many parts there are in the window. */
  get partCount(): number {
    return this.#segments.reduce((sum, { parts }) => sum + parts.length, 0);
  }

  add({ bytes, duration, shownAt, isNewTimeline }: ShownPart): void {
    const last = this.#segments.at(-1);
    if (last && !last.complete && isNewTimeline) last.complete = true;
    const { segment, part } = this.next;
    if (part === 0)
      this.#segments.push({
        startedAt: shownAt,
        discontinuity: isNewTimeline,
        parts: [],
        complete: false,
      });
    const open = this.#segments.at(-1);
    if (!open) return;
    open.parts.push(duration);
    this.#parts.set(partName({ segment, part }), bytes);
    if (open.parts.length === partsPerSegment) open.complete = true;
    this.#dropOld();
    this.#wake();
  }

  /** Nothing will be added any more. */
  end(): void {
    this.#ended = true;
    const last = this.#segments.at(-1);
    if (last) last.complete = true;
    this.#wake();
  }

  /** @param folder - of the media, relative to the playlist */
  playlist(folder: string): string {
    const playlist: LivePlaylist = {
      folder,
      firstSegment: this.#first,
      discontinuitySequence: this.#discontinuities,
      segments: this.#segments,
      ended: this.#ended,
      partSeconds,
      segmentSeconds: partSeconds * partsPerSegment,
    };
    return livePlaylist(playlist);
  }

  /** Whether a part, or with no part a whole segment, is there. */
  has({ segment, part }: { segment: number; part?: number | undefined }): boolean {
    const { next } = this;
    if (part === undefined) return segment < next.segment;
    return segment < next.segment || (segment === next.segment && part < next.part);
  }

  /** Resolves once something is added or the stream ends, or the signal is aborted. */
  changed(signal: AbortSignal): Promise<void> {
    if (this.#ended || signal.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = () => {
      this.#waiting.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    this.#waiting.add(done);
    signal.addEventListener('abort', done, { once: true });
    return promise;
  }

  /** @param name - `12.ts` for a segment, `12.3.ts` for a part */
  media(name: string): Buffer | undefined {
    const part = this.#parts.get(name);
    if (part) return part;
    const segment = Number(/^(\d+)\.ts$/.exec(name)?.[1]);
    if (!Number.isInteger(segment) || !this.has({ segment })) return undefined;
    const parts: Buffer[] = [];
    for (let index = 0; index < partsPerSegment; index += 1) {
      const bytes = this.#parts.get(partName({ segment, part: index }));
      if (bytes) parts.push(bytes);
    }
    return parts.length > 0 ? Buffer.concat(parts) : undefined;
  }

  #dropOld(): void {
    while (this.#segments.length > keptSegments + 1) {
      const dropped = this.#segments.shift();
      // The tag stands before the segment: it leaves the playlist together with it.
      if (dropped?.discontinuity) this.#discontinuities += 1;
      const gone = this.#first - graceSegments;
      for (let part = 0; part < partsPerSegment; part += 1)
        this.#parts.delete(partName({ segment: gone, part }));
      this.#first += 1;
    }
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

function partName({ segment, part }: Position): string {
  return `${segment}.${part}.ts`;
}
