import type { en as auth } from './auth/en.ts';
import type { en } from './en.ts';
import type { LiveDictionary } from './live/live-dictionary.ts';
import type { en as studio } from './studio/en.ts';

/** What every language must say; message texts alone differ. */
export type Dictionary = typeof en;

/** What every language must say besides in parts of the site that the home page shows nothing of. */
export interface AreaDictionaries {
  auth: typeof auth;
  live: LiveDictionary;
  studio: typeof studio;
}

declare module 'use-intl/core' {
  interface AppConfig {
    Locale: 'en' | 'ko';
    /** Those of an area are there below its `<Words>` alone. */
    Messages: Dictionary & AreaDictionaries;
  }
}
