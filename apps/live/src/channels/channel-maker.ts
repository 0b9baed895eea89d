import type { IvsChannel } from '@tidecast/catalog/channel';

/** Creates what a channel needs at IVS, and finds it again by the name it was created with. */
export interface ChannelMaker {
  /** @param id - the channel's id in the catalog */
  createChannel(name: string, id: string): Promise<IvsChannel>;
  findChannel(name: string): Promise<IvsChannel | undefined>;
  /** @returns the room's ARN, as `findRoom` does */
  createRoom(name: string, id: string): Promise<string>;
  findRoom(name: string): Promise<string | undefined>;
}
