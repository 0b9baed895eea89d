import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient } from './api-client.ts';

/** A channel that is open and off the air. */
export interface LiveChannel {
  readonly id: string;
  /** What an encoder publishes to. */
  readonly address: string;
  readonly playbackUrl: string;
  /** Waits until it is live. */
  live(): Promise<void>;
}

interface Channel {
  readonly id: string;
  readonly state: 'live' | 'offline';
  readonly playbackUrl: string;
}

const liveLimitMs = 30_000;
const pollMs = 100;

/** Opens a channel for a new owner, over HTTP. @param url - the site's origin */
export async function openLiveChannel(url: string, ownerName: string): Promise<LiveChannel> {
  const client = new ApiClient(url);
  await client.signUp(ownerName);
  const title = `${ownerName} live`;
  const { id, playbackUrl } = await client.call<Channel>('POST', '/live/channels', { title });
  const path = `/live/channels/${id}`;
  const { ingestUrl, streamKey } = await client.call<{ ingestUrl: string; streamKey: string }>(
    'GET',
    `${path}/stream-key`,
  );
  return {
    id,
    address: `${ingestUrl}${streamKey}`,
    playbackUrl,
    async live() {
      const deadline = performance.now() + liveLimitMs;
      while ((await client.call<Channel>('GET', path)).state !== 'live') {
        if (performance.now() > deadline)
          throw new Error(`channel ${id} did not go live within ${liveLimitMs} ms`);
        await delay(pollMs);
      }
    },
  };
}
