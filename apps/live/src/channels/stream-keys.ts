import type { IvsChannel } from '@tidecast/catalog/channel';

/** The key that an encoder publishes with. A channel has one at most. */
export interface StreamKeys {
  /** The key of a channel; a new one where it has none. */
  read(channelArn: string): Promise<string>;
  /** A new key; the old one is good for nothing from now on. */
  rotate(channelArn: string): Promise<string>;
}

/** Where an encoder publishes to: the key goes right behind it. */
export function ingestUrlOf(channel: IvsChannel, override: string | undefined): string {
  return override ?? `rtmps://${channel.ingestEndpoint}:443/app/`;
}
