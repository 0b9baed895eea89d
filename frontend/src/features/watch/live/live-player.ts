/**
 * Events of a live player: `broken` when playback has ended or failed, whatever the reason, and
 * will not continue without a reload.
 */
export type LiveEvent = 'play' | 'pause' | 'waiting' | 'broken';

/** A player of a live stream, whichever engine plays it. Times are seconds. */
export interface LivePlayer {
  /** Whether the engine holds its latency by itself. */
  readonly catchesUp: boolean;
  /** In the player's own time. */
  position(): number;
  /** What is loaded ahead of the position. */
  bufferedAhead(): number;
  paused(): boolean;
  seeking(): boolean;
  /** Whether the viewer has gone back to see something again. */
  soughtBack(): boolean;
  /** From the camera to the picture; undefined while it cannot be known. */
  latency(): number | undefined;
  /** How far the position is behind the live edge, undefined while there is none. */
  behindEdge(): number | undefined;
  setRate(rate: number): void;
  /** Skips so much, but not beyond the live edge. */
  skipAhead(seconds: number): void;
  /** Loads the stream again, at its live edge. */
  reload(): void;
  on(event: LiveEvent, listener: () => void): void;
  dispose(): void;
}
