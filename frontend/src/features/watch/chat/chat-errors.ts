import { type ChatRefusal, chatRefusals } from '@tidecast/contract/chat-protocol';
import type { ChatFailure } from '../../../shared/i18n/live/live-dictionary.ts';

/** IVS Chat's error codes (IVS Chat Messaging API reference, "Errors"). */
const failures: Readonly<Record<number, ChatFailure>> = {
  400: 'bad',
  403: 'forbidden',
  413: 'long',
  429: 'fast',
};
/** Of a message that the review refused. */
const refusedByReview = 406;

interface Rejection {
  readonly errorCode?: unknown;
  readonly errorMessage?: unknown;
}

/** The sentence for what `ChatRoom.sendMessage` rejected with. */
export function chatErrorKey(error: unknown): ChatRefusal | ChatFailure {
  const { errorCode, errorMessage }: Rejection = typeof error === 'object' && error ? error : {};
  if (errorCode === refusedByReview)
    return refusalIn(typeof errorMessage === 'string' ? errorMessage : '');
  return (typeof errorCode === 'number' && failures[errorCode]) || 'unknown';
}

/** Whether a message was refused only because its review failed or took too long. */
export function isNotReviewed(error: unknown): boolean {
  const key = chatErrorKey(error);
  return isRefusal(key) && chatRefusals[key].again;
}

/**
 * Our review says why by a code, and a newer one may say what this page does not know: that was
 * judged, too. IVS, which refuses by itself what was not reviewed in time, says so in a sentence.
 */
function refusalIn(message: string): ChatRefusal | ChatFailure {
  if (isRefusal(message)) return message;
  return /^[a-z]+(_[a-z]+)*$/.test(message) ? 'refused' : 'unavailable';
}

function isRefusal(code: string): code is ChatRefusal {
  return Object.hasOwn(chatRefusals, code);
}
