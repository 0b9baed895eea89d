import type { en } from './en.ts';

/** What every language must say on the live pages. */
export type LiveDictionary = typeof en;
