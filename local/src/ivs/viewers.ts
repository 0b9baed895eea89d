/** A viewer who has requested no playlist for this long is gone, in milliseconds. */
const presenceMs = 15_000;

/** More than one machine can serve; who comes after them is not counted. */
const maxViewers = 10_000;

/** Who watches a stream: players ask for its playlists again and again. */
export class Viewers {
  readonly #seen = new Map<string, number>();

  /** @param viewer - a playback session; @param now - Unix milliseconds */
  note(viewer: string, now: number): void {
    if (this.#seen.size < maxViewers || this.#seen.has(viewer) || this.count(now) < maxViewers)
      this.#seen.set(viewer, now);
  }

  count(now: number): number {
    for (const [viewer, at] of this.#seen) if (now - at > presenceMs) this.#seen.delete(viewer);
    return this.#seen.size;
  }
}
