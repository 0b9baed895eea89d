import type { LiveDictionary } from '../../../shared/i18n/live/live-dictionary.ts';

type ChatErrorKey = keyof LiveDictionary['chatError'];

/** IVS Chat's error codes (IVS Chat Messaging API reference, "Errors"). */
const meanings: Readonly<Record<number, ChatErrorKey>> = {
  400: 'bad',
  403: 'forbidden',
  413: 'long',
  429: 'fast',
};

/** Why the review refused a message, where that is not its text: `Refusal` of apps/live. */
const refusals: Readonly<Record<string, ChatErrorKey>> = {
  slow_mode: 'slow',
  banned: 'forbidden',
  closed: 'unknown',
  unavailable: 'unknown',
};

/** The sentence for what `ChatRoom.sendMessage` rejected with. */
export function chatErrorKey(error: unknown): ChatErrorKey {
  const { errorCode, errorMessage } = (typeof error === 'object' && error ? error : {}) as {
    errorCode?: unknown;
    errorMessage?: unknown;
  };
  if (errorCode === 406) return refusals[String(errorMessage)] ?? 'refused';
  return (typeof errorCode === 'number' && meanings[errorCode]) || 'unknown';
}
