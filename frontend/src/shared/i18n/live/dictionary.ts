import type { Language } from '../language.ts';
import type { LiveDictionary } from './live-dictionary.ts';

const loading = new Map<Language, Promise<LiveDictionary>>();

/**
 * Fetches the words of the live pages. They are apart from the other words because the home page,
 * which everybody opens, needs none of them.
 *
 * @returns the same promise for the same language; a failure is forgotten, so that it can be retried
 */
export function loadLiveDictionary(language: Language): Promise<LiveDictionary> {
  const known = loading.get(language);
  if (known) return known;
  const fetched = fetchDictionary(language);
  loading.set(language, fetched);
  fetched.catch(() => loading.delete(language));
  return fetched;
}

async function fetchDictionary(language: Language): Promise<LiveDictionary> {
  return language === 'ko' ? (await import('./ko.ts')).ko : (await import('./en.ts')).en;
}
