import type { VideoFailedNotification } from '@tidecast/platform/notifications/messages';
import type { Site } from '../dependencies.ts';
import { context, header, type SlackMessage, section } from '../slack/message.ts';
import { escaped, escapedLine } from '../slack/mrkdwn.ts';

/** A video that could not be encoded: loud when the service is to blame, quiet when the file is. */
export function videoFailedMessage(
  { videoId, title, attempt, fault, reason }: VideoFailedNotification,
  { stackName }: Site,
): SlackMessage {
  const headline = fault === 'service' ? '🔴 Video failed: look into it' : '🟡 Upload not usable';
  const code = escapedLine(reason.code, 100);
  const facts = [
    `video ${escapedLine(videoId, 100)}`,
    `attempt ${attempt}`,
    reason.retryable ? 'can be tried again' : 'the same file cannot succeed',
    escapedLine(stackName, 100),
  ];
  return {
    text: escapedLine(`${headline}: ${reason.code}: ${reason.message}`, 500),
    blocks: [
      header(headline),
      section(
        [
          title !== undefined && `*${escapedLine(title || 'Untitled', 300)}*`,
          `\`${code.replaceAll('`', "'")}\` ${escaped(reason.message, 1_000)}`,
        ]
          .filter(Boolean)
          .join('\n'),
      ),
      context(facts.join(' · ')),
    ],
  };
}
