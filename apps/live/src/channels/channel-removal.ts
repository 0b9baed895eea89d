/** Deletes what was created for a channel; what no longer exists counts as deleted. */
export interface ChannelRemoval {
  removeRoom(roomArn: string): Promise<void>;
  /**
   * Stops the channel's stream and makes sure that it cannot be published to again.
   *
   * @returns whether the channel is gone: one whose stream has just been stopped is kept for a while
   */
  removeChannel(channelArn: string): Promise<boolean>;
}
