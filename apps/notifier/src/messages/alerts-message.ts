import type { AlertsNotification } from '@tidecast/platform/notifications/messages';
import type { Site } from '../dependencies.ts';
import { context, header, type SlackMessage, section } from '../slack/message.ts';
import { escaped, escapedLine, link, localTime } from '../slack/mrkdwn.ts';

type Alert = AlertsNotification['alerts'][number];

/**
 * Alerts shown one by one at most: even with each at its longest, a message stays below Slack's
 * limit.
 */
const maxShown = 6;

/** A group of the cluster's alerts. */
export function alertsMessage(notification: AlertsNotification, { stackName }: Site): SlackMessage {
  const { status, alerts } = notification;
  const names = [...new Set(alerts.map(({ name }) => name))];
  const mark = status === 'firing' ? '🔥' : '✅';
  const count = alerts.length === 1 ? '' : ` (${alerts.length})`;
  const title = `${mark} ${status === 'firing' ? 'Firing' : 'Resolved'}${count}: ${names.join(', ')}`;
  const more = alerts.length - maxShown;
  return {
    text: escapedLine(`${title}: ${alerts[0]?.summary ?? ''}`, 500),
    blocks: [
      header(title),
      ...alerts.slice(0, maxShown).map((alert) => section(describe(alert, status))),
      context(
        [more > 0 && `and ${more} more`, escapedLine(stackName, 100)].filter(Boolean).join(' · '),
      ),
    ],
  };
}

function describe(alert: Alert, groupStatus: AlertsNotification['status']): string {
  const { name, severity, summary, description, runbookUrl, startsAt } = alert;
  const resolved = (alert.status ?? groupStatus) === 'resolved';
  const head = [
    `*${escapedLine(name, 150)}*`,
    severity && escapedLine(severity, 30),
    resolved && 'resolved',
    startsAt && `since ${localTime(startsAt)}`,
  ];
  const lines = [
    head.filter(Boolean).join(' · '),
    summary && escapedLine(summary, 300),
    description && escaped(description, 500),
    runbookUrl && link(runbookUrl, 'Runbook'),
  ];
  return lines.filter(Boolean).join('\n');
}
