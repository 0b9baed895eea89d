import type { Channel } from '@tidecast/catalog/channel';
import type { Notification } from '@tidecast/platform/notifications/messages';

/** That a channel went live: the same event, however often and by whomever it is noticed. */
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
