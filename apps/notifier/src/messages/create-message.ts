import type { Site } from '../dependencies.ts';
import type { Incoming } from '../incoming/read-message.ts';
import type { SlackMessage } from '../slack/message.ts';
import { alarmMessage } from './alarm-message.ts';
import { alertsMessage } from './alerts-message.ts';
import { liveStartedMessage } from './live-started-message.ts';
import { textMessage } from './text-message.ts';
import { videoFailedMessage } from './video-failed-message.ts';
import { videoPublishedMessage } from './video-published-message.ts';

/** The Slack message for a message of the alert topic. */
export function createMessage(incoming: Incoming, site: Site): SlackMessage {
  switch (incoming.kind) {
    case 'alarm':
      return alarmMessage(incoming, site);
    case 'alerts':
      return alertsMessage(incoming, site);
    case 'video-failed':
      return videoFailedMessage(incoming, site);
    case 'video-published':
      return videoPublishedMessage(incoming, site);
    case 'live-started':
      return liveStartedMessage(incoming, site);
    case 'text':
      return textMessage(incoming, site);
  }
}
