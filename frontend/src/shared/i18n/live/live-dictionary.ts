import type { en } from './en.ts';

/** What every language must say on the live pages. */
export type LiveDictionary = typeof en;

/**
 * Why a chat message was not sent, besides the review's own reasons: what IVS Chat refuses by
 * itself, `refused` for a reason that this page does not know, and `unknown` for the rest.
 */
export type ChatFailure = 'bad' | 'forbidden' | 'long' | 'fast' | 'refused' | 'unknown';
