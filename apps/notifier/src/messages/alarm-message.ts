import type { Site } from '../dependencies.ts';
import type { Alarm } from '../incoming/alarm.ts';
import { context, header, type SlackMessage, section } from '../slack/message.ts';
import { escaped, escapedLine, link, localTime } from '../slack/mrkdwn.ts';

const marks = { ALARM: '🔴', OK: '🟢', INSUFFICIENT_DATA: '⚪' } as const;

/** A CloudWatch alarm that changed its state. */
export function alarmMessage(alarm: Alarm, { stackName }: Site): SlackMessage {
  const { name, state, reason, description, previousState, changedAt } = alarm;
  const title = `${marks[state]} ${state}: ${name}`;
  const address = consoleAddress(alarm);
  const details = [
    description && escaped(description, 1_000),
    escaped(reason || 'CloudWatch gave no reason.', 1_500),
    address && link(address, 'Open in CloudWatch'),
  ];
  const facts = [
    previousState && `before: ${escapedLine(previousState, 50)}`,
    changedAt && localTime(changedAt),
    alarm.region && escapedLine(alarm.region, 100),
    escapedLine(stackName, 100),
  ];
  return {
    text: escapedLine(`${title}: ${reason}`, 500),
    blocks: [
      header(title),
      section(details.filter(Boolean).join('\n\n')),
      context(facts.filter(Boolean).join(' · ')),
    ],
  };
}

/**
 * The alarm's page in the console; undefined outside the public partition, where consoles have
 * other addresses.
 */
function consoleAddress({ arn, name }: Alarm): string | undefined {
  const [, partition, , region] = (arn ?? '').split(':');
  if (partition !== 'aws' || !region) return undefined;
  const alarm = encodeURIComponent(name);
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${alarm}`;
}
