import type { Channel } from '@tidecast/catalog/channel';
import type { Notification } from '@tidecast/platform/notifications/messages';

/**
 * The notification that a channel went live: the same one, however often and from whatever event it
 * is made.
 */
export function liveStarted(channel: Channel, streamId: string): Notification {
  return {
    kind: 'live-started',
    id: `live-started/${channel.id}/${streamId}`,
    channelId: channel.id,
    title: channel.title,
    ownerName: channel.ownerName,
    ...(channel.startedAt !== undefined && { startedAt: channel.startedAt }),
  };
}
