/** @jest-environment @tidecast/frontend/test/dom-environment.mjs */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { click, find, perform, showPage } from '../../../../test/dom.tsx';
import type { Channel } from '../../../shared/api/live-types.ts';
import type { LiveEvent, LivePlayer } from './live-player.ts';

/** Players that were made, the newest last; none can be made while `refused`. */
let players: FakePlayer[];
let refused: boolean;

class FakePlayer implements LivePlayer {
  readonly catchesUp = true;
  reloads = 0;
  disposed = false;
  #position = 1;
  readonly #listeners = new Map<LiveEvent, () => void>();

  position = () => {
    this.#position += 1;
    return this.#position;
  };
  bufferedAhead = () => 1;
  paused = () => false;
  seeking = () => false;
  soughtBack = () => false;
  latency = () => 2;
  behindEdge = () => 1;
  setRate = () => {};
  skipAhead = () => {};
  reload = () => {
    this.reloads += 1;
  };
  on = (event: LiveEvent, listener: () => void) => {
    this.#listeners.set(event, listener);
  };
  dispose = () => {
    this.disposed = true;
  };
  break = () => this.#listeners.get('broken')?.();
}

jest.unstable_mockModule('./create-live-player.ts', () => ({
  createLivePlayer: async () => {
    if (refused) throw new Error('no such chunk');
    const player = new FakePlayer();
    players.push(player);
    return player;
  },
}));
const { LiveStage } = await import('./LiveStage.tsx');

const offline: Channel = {
  ...{ id: 'c1', ownerId: 'o1', ownerName: 'Mina', title: 'Quay', state: 'offline' },
  ...{ playbackUrl: '/stream.m3u8', viewers: 0, startedAt: null, slowModeSeconds: 0 },
};
const live: Channel = { ...offline, state: 'live', startedAt: '2026-01-02T03:04:05Z' };
const next: Channel = { ...live, startedAt: '2026-01-02T03:05:00Z' };

let page: Awaited<ReturnType<typeof showPage>>;
const stage = (channel: Channel) => <LiveStage channel={channel} onLatency={() => {}} />;
const pass = (ms: number) => perform(() => jest.advanceTimersByTime(ms));
const title = () => document.querySelector('h2')?.textContent;

beforeEach(() => {
  jest.useFakeTimers();
  players = [];
  refused = false;
});
afterEach(async () => {
  await page.leave();
  jest.useRealTimers();
});

/** A page whose stream plays. */
async function playing(): Promise<FakePlayer> {
  page = await showPage(stage(live));
  await pass(1500);
  const [player] = players;
  if (!player) throw new Error('there is no player');
  expect(title()).toBeUndefined();
  return player;
}

test('off the air it says who is offline, and plays as soon as the channel is live', async () => {
  page = await showPage(stage(offline));
  expect(title()).toBe('Mina is offline');
  await page.redraw(stage(live));
  expect(players).toHaveLength(1);
  expect(title()).toBeUndefined();
});

test('a stream that ends plays out, then is looked for, then is over, without an alert', async () => {
  const player = await playing();
  await page.redraw(stage(offline));
  expect(player.disposed).toBe(false);
  expect(title()).toBeUndefined();
  await perform(() => player.break());
  expect(title()).toBe('Reconnecting');
  await pass(20_000);
  expect(title()).toBe('Mina is offline');
  expect(player.disposed).toBe(true);
  expect(document.querySelector('[role="alert"]')).toBeNull();
});

test('the next stream of a channel is loaded by the player that waits for it', async () => {
  const player = await playing();
  await perform(() => player.break());
  await page.redraw(stage(offline));
  await pass(5000);
  const { reloads } = player;
  await perform(() => player.break());
  await page.redraw(stage(next));
  expect(player.reloads).toBe(reloads + 1);
  expect(players).toHaveLength(1);
});

test('a player whose code could not be had is made when the viewer asks', async () => {
  refused = true;
  page = await showPage(stage(live));
  expect(find('[role="alert"]').textContent).toContain('The picture did not come back');
  refused = false;
  await click(find('button', 'Try again'));
  expect(players).toHaveLength(1);
  expect(document.querySelector('[role="alert"]')).toBeNull();
});
