import type { Dictionary } from './dictionary.ts';

export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

/** Also read by app/head-start.ts, before anything else runs. */
const storageKey = 'tidecast.language';

function isLanguage(value: string | null | undefined): value is Language {
  return languages.some((language) => language === value);
}

/** The remembered language, else the first of the browser's that we speak, else English. */
export function preferredLanguage(
  remembered: string | null,
  browserLanguages: readonly string[],
): Language {
  if (isLanguage(remembered)) return remembered;
  return browserLanguages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

export function currentLanguage(): Language {
  return preferredLanguage(readStorage(), navigator.languages);
}

/** Remembers the choice for the next visit. */
export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Storage is blocked: the choice lasts until the page is left.
  }
}

function readStorage(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/** One language is one chunk: the other is never downloaded. */
export async function loadDictionary(language: Language): Promise<Dictionary> {
  return language === 'ko' ? (await import('./ko.ts')).ko : (await import('./en.ts')).en;
}
