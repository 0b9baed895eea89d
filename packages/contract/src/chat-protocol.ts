/**
 * What the page, the message review and the server say to each other in a chat room. Free of
 * dependencies.
 */

import type { ChatRole } from './vocabulary.ts';

/**
 * What a chat token says of whoever holds it. IVS Chat hands it to the review and to everybody in the
 * room with each message, and only the server writes it.
 */
export type SenderAttributes = {
  readonly name: string;
  readonly role: ChatRole;
  readonly channelId: string;
};

/**
 * Why the review refuses a message, by the code that IVS Chat hands its sender. `again` says
 * whether the same message may pass a moment later, because it was not judged.
 */
export const chatRefusals = {
  /** It has no visible characters. */
  empty: { again: false },
  /** It contains a link. */
  link: { again: false },
  /** It contains a blocked word. */
  word: { again: false },
  /** Its sender is banned from the chat. */
  banned: { again: false },
  /** The channel is in slow mode, and its sender must wait. */
  slow_mode: { again: false },
  /** The channel is closed. */
  closed: { again: false },
  /** It could not be reviewed in time. */
  unavailable: { again: true },
} as const satisfies Record<string, { readonly again: boolean }>;

export type ChatRefusal = keyof typeof chatRefusals;

/** Events that the server sends to everybody in a room, by their names at IVS Chat. */
export const chatEvents = {
  /** The wait between two messages has changed; with {@link SlowModeAttributes}. */
  slowMode: 'tidecast:slow-mode',
} as const;

export type SlowModeAttributes = {
  /** The new wait, in digits. */
  readonly seconds: string;
};
