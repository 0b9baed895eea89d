import type { IvsChannel } from '@tidecast/catalog/channel';

/** The keys that encoders publish with. A channel has one at most. */
export interface StreamKeys {
  /** The key of a channel; a new one if it has none. */
  read(channelArn: string): Promise<string>;
  /** Replaces the key; the old one stops working. */
  rotate(channelArn: string): Promise<string>;
}

/** Where an encoder publishes to: the key is appended to it. */
export function ingestUrlOf(channel: IvsChannel, override: string | undefined): string {
  return override ?? `rtmps://${channel.ingestEndpoint}:443/app/`;
}
