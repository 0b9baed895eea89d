import type { Site } from '../dependencies.ts';
import type { PlainText } from '../incoming/read-message.ts';
import { context, header, type SlackMessage, section } from '../slack/message.ts';
import { escaped, escapedLine } from '../slack/mrkdwn.ts';

/** Alertmanager's default subjects begin with the state. */
const marks: readonly (readonly [RegExp, string])[] = [
  [/^\[FIRING/, '🔥 '],
  [/^\[RESOLVED/, '✅ '],
];

/** A message without a known format, shown as it is. */
export function textMessage({ subject, text }: PlainText, { stackName }: Site): SlackMessage {
  const words = escaped(text.trim(), 2_900) || '(nothing else was said)';
  const mark = marks.find(([pattern]) => pattern.test(subject ?? ''))?.[1] ?? '';
  const title = `${mark}${subject ?? 'Message'}`;
  return {
    text: escapedLine(`${title}: ${text}`, 500),
    blocks: [
      header(title),
      section(readsAsJson(text) ? `\`\`\`${words.replaceAll('```', "'''")}\`\`\`` : words),
      context(escapedLine(stackName, 100)),
    ],
  };
}

/** JSON of an unknown kind is easier to read when nothing in it is taken for markup. */
function readsAsJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}
