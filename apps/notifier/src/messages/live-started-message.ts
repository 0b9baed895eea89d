import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import type { LiveStartedNotification } from '@tidecast/platform/notifications/messages';
import type { Site } from '../dependencies.ts';
import { context, header, type SlackMessage, section } from '../slack/message.ts';
import { escapedLine, link, localTime } from '../slack/mrkdwn.ts';

/** A channel that went live. */
export function liveStartedMessage(
  { channelId, title, ownerName, startedAt }: LiveStartedNotification,
  { publicOrigin, stackName }: Site,
): SlackMessage {
  const name = escapedLine(title || 'Untitled', 300);
  const owner = ownerName === undefined ? '' : `\nby ${escapedLine(ownerName, 100)}`;
  const facts = [startedAt && localTime(startedAt), escapedLine(stackName, 100)];
  return {
    text: `📡 Live: ${name}`,
    blocks: [
      header('📡 Live now'),
      section(
        `*${link(`${publicOrigin}${pagePaths.channel}/${encodeURIComponent(channelId)}`, name)}*${owner}`,
      ),
      context(facts.filter(Boolean).join(' · ')),
    ],
  };
}
