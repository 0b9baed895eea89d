import type { en } from './en.ts';

/** What every language must say; message texts alone differ. */
export type Dictionary = typeof en;

declare module 'use-intl/core' {
  interface AppConfig {
    Locale: 'en' | 'ko';
    Messages: Dictionary;
  }
}
