import { describe, expect, test } from '@jest/globals';
import { createTranslator } from 'use-intl/core';
import { en as authEnglish } from './auth/en.ts';
import { ko as authKorean } from './auth/ko.ts';
import { en as mainEnglish } from './en.ts';
import { ko as mainKorean } from './ko.ts';
import { preferredLanguage } from './language.ts';
import { en as liveEnglish } from './live/en.ts';
import { ko as liveKorean } from './live/ko.ts';
import { en as studioEnglish } from './studio/en.ts';
import { ko as studioKorean } from './studio/ko.ts';

const en = { ...mainEnglish, auth: authEnglish, live: liveEnglish, studio: studioEnglish };
const ko = { ...mainKorean, auth: authKorean, live: liveKorean, studio: studioKorean };

/** Every message by its dotted key. */
function messages(dictionary: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(dictionary).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...messages(value, `${prefix}${key}.`)],
    ),
  );
}

/** Names of the arguments a message takes. */
function argumentsOf(message: string): string[] {
  const names = [...message.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name]) => name ?? '');
  return [...new Set(names)].sort();
}

describe('dictionaries', () => {
  test('both languages have the same keys', () => {
    expect([...messages(ko).keys()].sort()).toEqual([...messages(en).keys()].sort());
  });

  test('a message takes the same arguments in both languages', () => {
    const korean = messages(ko);
    const different = [...messages(en)].filter(
      ([key, message]) =>
        JSON.stringify(argumentsOf(message)) !== JSON.stringify(argumentsOf(korean.get(key) ?? '')),
    );
    // A plural that never shows its number is fine.
    expect(different.map(([key]) => key)).toEqual([]);
  });

  test('every message can be formatted', () => {
    const values = {
      ...{ name: 'a', title: 'a', query: 'a', url: 'a', size: 'a', sent: 'a', speed: 'a' },
      ...{ percent: 'a', time: 'a', duration: 'a', resolution: 'a', renditions: 'a', usd: 'a' },
      ...{
        email: 'a',
        id: 'a',
        phase: 'a',
        language: 'a',
        count: 2,
        max: 3,
        length: 12,
        more: 'yes',
        seconds: 4,
      },
    };
    for (const [locale, dictionary] of [
      ['en', en],
      ['ko', ko],
    ] as const) {
      const failures: string[] = [];
      const t = createTranslator({
        locale,
        messages: dictionary as Record<string, unknown>,
        onError: (error) => failures.push(error.message),
      }) as (key: string, values: Record<string, string | number>) => string;
      for (const key of messages(dictionary).keys()) t(key, values);
      expect(failures).toEqual([]);
    }
  });
});

describe('preferredLanguage', () => {
  test.each([
    ['ko', ['en-US'], 'ko'],
    [null, ['ko-KR', 'en'], 'ko'],
    [null, ['fr-FR', 'ko'], 'ko'],
    [null, ['de'], 'en'],
    ['xx', ['de', 'en-GB'], 'en'],
  ] as const)('remembered %s, browser %j: %s', (remembered, browser, expected) => {
    expect(preferredLanguage(remembered, browser)).toBe(expected);
  });
});
