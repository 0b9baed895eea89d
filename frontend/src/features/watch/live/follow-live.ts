import type { VideoJsPlayer } from '../player/video-js-player.ts';
import { createTarget, fasterRate, nextPace, type Pace, retryDelay } from './catch-up.ts';
import type { LivePlayer } from './create-live-player.ts';

/** `failed` waits for a person: enough has been tried. */
export type LivePhase = 'starting' | 'playing' | 'reconnecting' | 'failed';

export interface LiveListeners {
  onPhase: (phase: LivePhase) => void;
  /** Seconds behind the camera; undefined while it cannot be known. */
  onLatency: (seconds: number | undefined) => void;
}

/** How often latency is read and the pace chosen, in ms. */
const lookEvery = 500;

/** Playback that stands still for longer than this is a stall worth a new start, in ms. */
const stallAfter = 5000;

/** Playback is settled this long after it began, in ms: before, the engine still finds its place. */
const settledAfter = 4000;

/**
 * Keeps a player at the live edge: holds its latency, and loads the stream anew when it stops.
 *
 * @returns `retry` starts again after `failed`; `stop` ends it
 */
export function followLive(live: LivePlayer, listeners: LiveListeners) {
  const { player } = live;
  const target = createTarget();
  let pace: Pace = 'normal';
  let phase: LivePhase = 'starting';
  let attempts = 0;
  let moved = { position: -1, at: performance.now() };
  let startedAt: number | undefined;
  let retrying: ReturnType<typeof setTimeout> | undefined;

  const enter = (next: LivePhase) => {
    if (phase === next) return;
    phase = next;
    listeners.onPhase(next);
  };

  const reconnect = () => {
    if (retrying !== undefined || phase === 'failed') return;
    const delay = retryDelay(attempts);
    attempts += 1;
    if (delay === undefined) return enter('failed');
    if (phase === 'playing') enter('reconnecting');
    startedAt = undefined;
    target.restart();
    retrying = setTimeout(() => {
      retrying = undefined;
      moved = { position: -1, at: performance.now() };
      live.reload();
    }, delay);
  };

  const look = () => {
    const position = player.currentTime() ?? 0;
    const now = performance.now();
    if (player.paused() && phase === 'playing') {
      moved = { position, at: now };
      return;
    }
    if (position > 0 && Math.abs(position - moved.position) > 0.05) {
      const began = moved.position >= 0;
      moved = { position, at: now };
      if (began && retrying === undefined) onMoving(now);
    } else if (now - moved.at > stallAfter && !player.paused()) {
      reconnect();
    }
    listeners.onLatency(phase === 'playing' ? live.latency() : undefined);
    if (phase === 'playing' && !live.catchesUp) keepPace(now);
  };

  const onMoving = (now: number) => {
    startedAt ??= now;
    // What plays for a while has come back; until then a next stop counts on.
    if (now - startedAt > settledAfter) attempts = 0;
    enter('playing');
  };

  const keepPace = (now: number) => {
    if (startedAt === undefined || now - startedAt < settledAfter) return;
    // Who has gone back to see something again is left there.
    if (player.seeking() || player.liveTracker.behindLiveEdge()) return setPace('normal');
    const latency = live.latency() ?? player.liveTracker.liveCurrentTime() - moved.position;
    const next = nextPace({
      latency,
      target: target.settle(latency),
      buffered: bufferedAhead(player, moved.position),
      pace,
    });
    setPace(next);
  };

  const setPace = (next: Pace) => {
    if (next === 'jump') {
      player.liveTracker.seekToLiveEdge();
      target.restart();
      startedAt = undefined;
    }
    pace = next === 'jump' ? 'normal' : next;
    const rate = pace === 'faster' ? fasterRate : 1;
    if (player.playbackRate() !== rate) player.playbackRate(rate);
  };

  const onWaiting = () => {
    if (phase === 'playing') target.stalled();
  };
  // A pause leaves the live edge; going on means going on live.
  let pausedAt: number | undefined;
  const onPause = () => {
    pausedAt = performance.now();
  };
  const onPlay = () => {
    if (pausedAt !== undefined && performance.now() - pausedAt > 1000 && !live.catchesUp) {
      setPace('jump');
    }
    pausedAt = undefined;
    moved = { position: -1, at: performance.now() };
  };
  player.on('waiting', onWaiting);
  player.on('error', reconnect);
  player.on('ended', reconnect);
  player.on('pause', onPause);
  player.on('play', onPlay);
  const timer = setInterval(look, lookEvery);

  return {
    retry() {
      attempts = 0;
      phase = 'reconnecting';
      listeners.onPhase(phase);
      reconnect();
    },
    stop() {
      clearInterval(timer);
      clearTimeout(retrying);
    },
  };
}

function bufferedAhead(player: VideoJsPlayer, position: number): number {
  const ranges = player.buffered();
  for (let index = 0; index < ranges.length; index += 1) {
    if (ranges.start(index) <= position && position <= ranges.end(index)) {
      return ranges.end(index) - position;
    }
  }
  return 0;
}
