import { type Notification, notificationSchema } from '@tidecast/platform/notifications/messages';
import type { SNSMessage } from 'aws-lambda';
import { type Alarm, readAlarm } from './alarm.ts';

/** Any message without a known format: budgets, Alertmanager's default text, free text. */
export interface PlainText {
  readonly kind: 'text';
  readonly subject?: string;
  readonly text: string;
}

/** A message of the alert topic. */
export type Incoming = Notification | Alarm | PlainText;

/** Parses a message. Never fails: an unknown format is shown as plain text. */
export function readMessage({
  Subject,
  Message,
}: Pick<SNSMessage, 'Subject' | 'Message'>): Incoming {
  const json = parseJson(Message);
  const { data: notification } = notificationSchema.safeParse(json);
  return (
    notification ??
    readAlarm(json) ?? { kind: 'text', text: Message, ...(Subject && { subject: Subject }) }
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
