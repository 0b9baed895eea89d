import type { LiveDictionary } from '../../../shared/i18n/live/live-dictionary.ts';

type ChatErrorKey = keyof LiveDictionary['chatError'];

/** IVS Chat's error codes (IVS Chat Messaging API reference, "Errors"). */
const meanings: Readonly<Record<number, ChatErrorKey>> = {
  400: 'bad',
  403: 'forbidden',
  413: 'long',
  429: 'fast',
};

/** Why the review refused a message: `Refusal` of apps/live. */
const refusals: Readonly<Record<string, ChatErrorKey>> = {
  empty: 'bad',
  link: 'link',
  word: 'word',
  slow_mode: 'slow',
  banned: 'forbidden',
  closed: 'closed',
};

interface Refusal {
  readonly errorCode?: unknown;
  readonly errorMessage?: unknown;
}

/** The sentence for what `ChatRoom.sendMessage` rejected with. */
export function chatErrorKey(error: unknown): ChatErrorKey {
  const { errorCode, errorMessage }: Refusal = typeof error === 'object' && error ? error : {};
  // Our review always says why; IVS, which refuses what was not reviewed in time, does not.
  if (errorCode === 406) return refusals[String(errorMessage)] ?? 'unreviewed';
  return (typeof errorCode === 'number' && meanings[errorCode]) || 'unknown';
}

/** Whether a message was refused only because its review failed or took too long. */
export function isNotReviewed(error: unknown): boolean {
  return chatErrorKey(error) === 'unreviewed';
}
