import type { AreaDictionaries } from './dictionary.ts';
import { type Language, languages } from './language.ts';

/** A part of the site whose words come with its pages. */
export type Area = keyof AreaDictionaries;

type Words = AreaDictionaries[Area];

const files: { [A in Area]: Record<Language, () => Promise<AreaDictionaries[A]>> } = {
  auth: {
    en: async () => (await import('./auth/en.ts')).en,
    ko: async () => (await import('./auth/ko.ts')).ko,
  },
  live: {
    en: async () => (await import('./live/en.ts')).en,
    ko: async () => (await import('./live/ko.ts')).ko,
  },
  studio: {
    en: async () => (await import('./studio/en.ts')).en,
    ko: async () => (await import('./studio/ko.ts')).ko,
  },
};

const loading = new Map<string, Promise<Words>>();

/**
 * Fetches the words of an area. They are apart from the other words because the home page, which
 * everybody opens, needs none of them.
 *
 * @returns the same promise for the same words; a failure is forgotten, so that it can be retried
 */
export function loadWords(area: Area, language: Language): Promise<Words> {
  const key = `${area} ${language}`;
  const known = loading.get(key);
  if (known) return known;
  const fetched: Promise<Words> = files[area][language]();
  loading.set(key, fetched);
  fetched.then(
    // React takes what is marked so at once. What it first showed a placeholder for, it holds back.
    (value) => void Object.assign(fetched, { status: 'fulfilled', value }),
    () => loading.delete(key),
  );
  return fetched;
}

/** Fetches in this language whatever words were fetched in another. */
export async function loadSameWords(language: Language): Promise<void> {
  const areas = (Object.keys(files) as Area[]).filter((area) =>
    languages.some((other) => loading.has(`${area} ${other}`)),
  );
  await Promise.all(areas.map((area) => loadWords(area, language)));
}
