import type { en } from './en.ts';
import type { LiveDictionary } from './live/live-dictionary.ts';

/** What every language must say; message texts alone differ. */
export type Dictionary = typeof en;

declare module 'use-intl/core' {
  interface AppConfig {
    Locale: 'en' | 'ko';
    /** `live` is there below `<LiveWords>` alone. */
    Messages: Dictionary & { live: LiveDictionary };
  }
}
