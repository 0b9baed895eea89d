import { plainLine } from './mrkdwn.ts';

/** A message for an incoming webhook, with the parts of Block Kit that are used here. */
export interface SlackMessage {
  /** mrkdwn: shown in notifications, and used alone when Slack rejects the blocks. */
  readonly text: string;
  readonly blocks?: readonly Block[];
}

export type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] }
  | { readonly type: 'image'; readonly image_url: string; readonly alt_text: string };

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
}

interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Keeps Slack from turning bare addresses and names in the text into links. */
  readonly verbatim: true;
}

/**
 * Slack's limits, in characters (Slack API, reference of the blocks). Its limit for all blocks of a
 * message is not documented; from about 13,000 characters on it answers `msg_blocks_too_long`.
 */
export const limits = { header: 150, section: 3_000, altText: 2_000, message: 12_000 } as const;

export function header(text: string): Block {
  return { type: 'header', text: { type: 'plain_text', text: plainLine(text, limits.header) } };
}

/** @param text - mrkdwn within the limit */
export function section(text: string): Block {
  return { type: 'section', text: mrkdwn(text) };
}

/** Small print. @param texts - mrkdwn, at most 10 */
export function context(...texts: readonly string[]): Block {
  return { type: 'context', elements: texts.map(mrkdwn) };
}

export function image(address: string, altText: string): Block {
  return { type: 'image', image_url: address, alt_text: plainLine(altText, limits.altText) };
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}
