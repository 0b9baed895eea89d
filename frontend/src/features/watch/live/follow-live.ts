import {
  attemptsBeforeTelling,
  createTarget,
  nextPace,
  type Pace,
  rateOf,
  retryDelay,
} from './catch-up.ts';
import type { LivePlayer } from './live-player.ts';

/** `failed` is shown to the viewer, who can retry; it keeps trying by itself. */
export type LivePhase = 'starting' | 'playing' | 'reconnecting' | 'failed';

export interface LiveListeners {
  onPhase: (phase: LivePhase) => void;
  /** Seconds behind the camera; undefined while it cannot be known. */
  onLatency: (seconds: number | undefined) => void;
}

/** How often latency is read and the pace chosen, in ms. */
const lookEvery = 500;

/** How long the picture may stand still before it is handled, reported and reloaded, in ms. */
const standstillAfter = 1000;
const reportAfter = 2000;
const reloadAfter = 5000;

/** Playback is settled this long after it began, in ms: before, the engine still finds its place. */
const settledAfter = 4000;

/**
 * An engine that fails pauses up to this long before it reports it, in ms; a viewer pauses earlier.
 */
const pauseOfBreakdown = 1000;

/**
 * Keeps a player at the live edge: holds its latency, and reloads the stream when it stops. Does
 * nothing for viewers who have paused or gone back.
 *
 * @returns `retry` tries at once, unless it plays; `stop` ends it
 */
export function followLive(live: LivePlayer, listeners: LiveListeners) {
  const target = createTarget();
  let phase: LivePhase = 'starting';
  let pace: Exclude<Pace, 'jump'> = 'normal';
  let attempts = 0;
  let retrying: ReturnType<typeof setTimeout> | undefined;
  let moved: { readonly position?: number; readonly at: number } = { at: performance.now() };
  let movingSince: number | undefined;
  let pausedAt: number | undefined;
  /** The picture has stood still, or the viewer was away, and it is not settled again. */
  let stoodStill = false;
  let brokenInPause = false;
  /** The lowest latency since the start, for a stall that comes before it is settled. */
  let early: number | undefined;

  const enter = (next: LivePhase) => {
    if (phase === next) return;
    phase = next;
    listeners.onPhase(next);
  };

  const isPausedByViewer = () =>
    pausedAt !== undefined && performance.now() - pausedAt > pauseOfBreakdown;

  const reload = () => {
    retrying = undefined;
    pausedAt = undefined;
    moved = { at: performance.now() };
    live.reload();
  };

  const reconnect = () => {
    if (retrying !== undefined) return;
    if (attempts >= attemptsBeforeTelling) enter('failed');
    else if (phase === 'playing') enter('reconnecting');
    pausedAt = undefined;
    movingSince = undefined;
    stoodStill = false;
    early = undefined;
    target.restart();
    setPace('normal');
    retrying = setTimeout(reload, retryDelay(attempts));
    attempts += 1;
  };

  const retry = () => {
    if (isPausedByViewer()) {
      brokenInPause = true;
      return;
    }
    if (phase === 'playing' && performance.now() - moved.at < standstillAfter) return;
    clearTimeout(retrying);
    attempts = 0;
    if (phase === 'failed') enter('reconnecting');
    reload();
  };

  const look = () => {
    const now = performance.now();
    if (live.paused()) {
      moved = { ...moved, at: now };
      return listeners.onLatency(undefined);
    }
    const position = live.position();
    const still = now - moved.at;
    if (position > 0 && Math.abs(position - (moved.position ?? 0)) > 0.05) {
      // The first position after a load may be the last one's.
      const isMoving = moved.position !== undefined && retrying === undefined;
      moved = { position, at: now };
      if (isMoving) onMoving(now, still);
    } else if (still > reloadAfter) reconnect();
    else if (still > reportAfter && phase === 'playing') enter('reconnecting');
    listeners.onLatency(phase === 'playing' ? live.latency() : undefined);
  };

  const onMoving = (now: number, still: number) => {
    if (still > standstillAfter) {
      stoodStill = phase !== 'starting';
      movingSince = now;
    }
    movingSince ??= now;
    const isSettled = now - movingSince > settledAfter;
    if (isSettled) {
      // What plays for a while has come back; until then a next stop counts on.
      attempts = 0;
      stoodStill = false;
    }
    enter('playing');
    if (!live.catchesUp) keepPace(now, isSettled);
  };

  const keepPace = (now: number, isSettled: boolean) => {
    if (live.seeking()) return;
    // Viewers who have gone back to see something again are left there.
    if (live.soughtBack()) return setPace('normal');
    const latency = live.latency() ?? live.behindEdge();
    if (latency === undefined) return;
    early = Math.min(early ?? latency, latency);
    const wanted = isSettled ? target.settle(latency, now) : (target.current() ?? early);
    if (!isSettled && !stoodStill) return;
    const buffered = live.bufferedAhead();
    const next = nextPace({ latency, target: wanted, buffered, pace, stoodStill });
    if (next === 'jump') jump(latency - wanted);
    else setPace(next);
  };

  const jump = (seconds: number) => {
    movingSince = undefined;
    stoodStill = false;
    setPace('normal');
    live.skipAhead(seconds);
  };

  const setPace = (next: Exclude<Pace, 'jump'>) => {
    pace = next;
    live.setRate(rateOf(next));
  };

  const onWaiting = () => {
    const now = performance.now();
    const isSettled = movingSince !== undefined && now - movingSince > settledAfter;
    if (phase === 'playing' && isSettled && !live.seeking()) target.stalled(now);
  };
  const onBroken = () => {
    if (isPausedByViewer()) brokenInPause = true;
    else reconnect();
  };
  const onPause = () => {
    if (retrying === undefined) pausedAt = performance.now();
  };
  const onPlay = () => {
    // A pause leaves the live edge; going on means going on live.
    if (isPausedByViewer()) {
      stoodStill = true;
      movingSince = undefined;
    }
    pausedAt = undefined;
    moved = { ...moved, at: performance.now() };
    if (!brokenInPause) return;
    brokenInPause = false;
    attempts = 0;
    reconnect();
  };
  const onOnline = () => {
    if (retrying !== undefined) retry();
  };

  live.on('waiting', onWaiting);
  live.on('broken', onBroken);
  live.on('pause', onPause);
  live.on('play', onPlay);
  window.addEventListener('online', onOnline);
  const timer = setInterval(look, lookEvery);

  return {
    retry,
    stop() {
      clearInterval(timer);
      clearTimeout(retrying);
      window.removeEventListener('online', onOnline);
    },
  };
}
