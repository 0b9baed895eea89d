import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { followLive, type LivePhase } from './follow-live.ts';
import type { LiveEvent, LivePlayer } from './live-player.ts';

/** Where a stream begins in the player's time, and how far a new start is behind the camera. */
const streamStart = 10;
const startLatency = 2;

/** A player whose picture moves with the clock, as far as the stream and the network let it. */
class FakePlayer implements LivePlayer {
  readonly catchesUp: boolean;
  reloads = 0;
  rate = 1;
  loaded = 1.5;
  isSoughtBack = false;
  knowsLatency = true;
  #isPaused = false;
  #isHeld = false;
  #position = streamStart;
  #lag = startLatency;
  readonly #listeners = new Map<LiveEvent, (() => void)[]>();

  constructor({ catchesUp = false } = {}) {
    this.catchesUp = catchesUp;
  }

  position = () => this.#position;
  bufferedAhead = () => this.loaded;
  paused = () => this.#isPaused;
  seeking = () => false;
  soughtBack = () => this.isSoughtBack;
  latency = () => (this.knowsLatency ? this.#lag : undefined);
  behindEdge = () => this.#lag - 1;
  setRate = (rate: number) => {
    this.rate = rate;
  };
  skipAhead = (seconds: number) => {
    this.#position += seconds;
    this.#lag -= seconds;
  };
  dispose = () => {};

  /** It is so many seconds later than it was. */
  fallBehind(seconds: number): void {
    this.skipAhead(-seconds);
  }

  reload = () => {
    this.reloads += 1;
    this.#isPaused = false;
    this.#lag = startLatency;
    this.#position = this.#isHeld ? 0 : streamStart;
  };
  on = (event: LiveEvent, listener: () => void) => {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  };

  tell(event: LiveEvent): void {
    for (const listener of this.#listeners.get(event) ?? []) listener();
  }

  /** Nothing arrives any more, or again. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (isHeld) this.tell('waiting');
  }

  pause(): void {
    this.#isPaused = true;
    this.tell('pause');
  }

  play(): void {
    this.#isPaused = false;
    this.tell('play');
  }

  /** So much of the clock goes by. */
  tick(seconds: number): void {
    if (this.#isPaused || this.#isHeld) {
      this.#lag += seconds;
      return;
    }
    this.#position += seconds * this.rate;
    this.#lag -= seconds * (this.rate - 1);
  }
}

function follow(player: FakePlayer) {
  const phases: LivePhase[] = [];
  const latencies: (number | undefined)[] = [];
  const following = followLive(player, {
    onPhase: (phase) => phases.push(phase),
    onLatency: (latency) => latencies.push(latency),
  });
  const run = (seconds: number) => {
    for (let past = 0; past < seconds; past += 0.1) {
      player.tick(0.1);
      jest.advanceTimersByTime(100);
    }
  };
  return { ...following, phases, latencies, run };
}

/** A player that has found its place. */
function settled(options?: { catchesUp: boolean }) {
  const player = new FakePlayer(options);
  const following = follow(player);
  following.run(6);
  return { player, ...following };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('it is playing once the picture moves, and reports the latency', () => {
  const player = new FakePlayer();
  const { run, phases, latencies } = follow(player);
  player.hold(true);
  run(3);
  expect(phases).toEqual([]);
  expect(latencies.at(-1)).toBeUndefined();
  player.hold(false);
  run(2);
  expect(phases).toEqual(['playing']);
  expect(latencies.at(-1)).toBeCloseTo(player.latency() ?? 0);
  expect(player.reloads).toBe(0);
});

test.each([true, false])('a drift is caught up at a higher rate (latency known: %s)', (known) => {
  const { player, run } = settled();
  player.knowsLatency = known;
  run(5);
  player.fallBehind(0.8);
  run(1);
  expect(player.rate).toBeGreaterThan(1);
  expect(player.rate).toBeLessThanOrEqual(1.1);
  run(30);
  expect(player.rate).toBe(1);
  expect(player.behindEdge()).toBeLessThan(startLatency - 1 + 0.2);
});

test('what is far behind jumps', () => {
  const { player, run } = settled();
  player.fallBehind(9);
  run(1);
  expect(player.latency()).toBeLessThan(startLatency + 1);
});

test('after a stall it skips what it missed, as soon as that is loaded', () => {
  const { player, run, phases } = settled();
  player.hold(true);
  run(3);
  expect(phases.at(-1)).toBe('reconnecting');
  player.loaded = 0.3;
  player.hold(false);
  run(1);
  expect(phases.at(-1)).toBe('playing');
  expect(player.latency()).toBeGreaterThan(startLatency + 2);
  player.loaded = 5;
  run(1);
  expect(player.latency()).toBeLessThan(startLatency + 1);
  expect(player.reloads).toBe(0);
});

test('a stall right after the start is skipped, too', () => {
  const player = new FakePlayer();
  const { run } = follow(player);
  run(2);
  player.hold(true);
  run(4);
  player.loaded = 6;
  player.hold(false);
  run(2);
  expect(player.latency()).toBeLessThan(startLatency + 1);
});

test('an engine that catches up by itself is left to it', () => {
  const { player, run } = settled({ catchesUp: true });
  player.fallBehind(9);
  run(5);
  expect(player.rate).toBe(1);
  expect(player.latency()).toBeCloseTo(startLatency + 9);
});

test('who has gone back is left there', () => {
  const { player, run } = settled();
  player.isSoughtBack = true;
  player.fallBehind(9);
  run(20);
  expect(player.rate).toBe(1);
  expect(player.latency()).toBeCloseTo(startLatency + 9);
  player.isSoughtBack = false;
  run(1);
  expect(player.latency()).toBeLessThan(startLatency + 1);
});

test('a pause is left alone, and playing on is playing live', () => {
  const { player, run, phases, latencies } = settled();
  player.pause();
  run(60);
  expect(player.reloads).toBe(0);
  expect(phases).toEqual(['playing']);
  expect(latencies.at(-1)).toBeUndefined();
  player.play();
  run(2);
  expect(player.reloads).toBe(0);
  expect(player.latency()).toBeLessThan(startLatency + 1);
});

test('a stream that breaks during a pause waits for the viewer', () => {
  const { player, run, retry } = settled();
  player.pause();
  run(3);
  player.tell('broken');
  retry();
  run(30);
  expect(player.reloads).toBe(0);
  player.play();
  run(1);
  expect(player.reloads).toBe(1);
});

test('another stream that began during a pause is loaded when the viewer plays on', () => {
  const { player, run, retry } = settled();
  player.pause();
  run(3);
  retry();
  player.play();
  run(1);
  expect(player.reloads).toBe(1);
});

test('a stream that breaks is loaded again at once, whatever pauses with it', () => {
  const { player, run, phases } = settled();
  player.pause();
  player.tell('broken');
  run(0.2);
  expect(player.reloads).toBe(1);
  run(3);
  expect(phases).toEqual(['playing', 'reconnecting', 'playing']);
});

test('a picture that stands still is loaded again', () => {
  const { player, run, phases } = settled();
  player.hold(true);
  run(6);
  expect(player.reloads).toBe(1);
  expect(phases).toEqual(['playing', 'reconnecting']);
});

test('it says so when nothing helps, goes on trying, and comes back by itself', () => {
  const { player, run, phases } = settled();
  player.hold(true);
  player.tell('broken');
  run(60);
  expect(phases).toEqual(['playing', 'reconnecting', 'failed']);
  const reloads = player.reloads;
  run(60);
  expect(player.reloads).toBeGreaterThan(reloads);
  player.hold(false);
  run(20);
  expect(phases.at(-1)).toBe('playing');
});

test.each(['the viewer asks', 'the network is back'])('it tries at once when %s', (reason) => {
  const { player, run, phases, retry } = settled();
  player.hold(true);
  player.tell('broken');
  // Until it waits for its next attempt.
  for (let tries = 0; phases.at(-1) !== 'failed' && tries < 100; tries += 1) {
    run(1);
    player.tell('broken');
  }
  const { reloads } = player;
  player.hold(false);
  if (reason === 'the viewer asks') retry();
  else window.dispatchEvent(new Event('online'));
  expect(player.reloads).toBe(reloads + 1);
  run(2);
  expect(phases.slice(-2)).toEqual(['reconnecting', 'playing']);
});

test('what plays is not loaded again', () => {
  const { player, run, retry } = settled();
  retry();
  window.dispatchEvent(new Event('online'));
  run(1);
  expect(player.reloads).toBe(0);
});

test('stopped, it does nothing any more', () => {
  const { player, run, stop, latencies } = settled();
  stop();
  const told = latencies.length;
  player.hold(true);
  run(20);
  expect(player.reloads).toBe(0);
  expect(latencies).toHaveLength(told);
});
