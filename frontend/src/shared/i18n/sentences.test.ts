import { expect, test } from '@jest/globals';
import { chatRefusals } from '@tidecast/contract/chat-protocol';
import {
  maxCaptionBytes,
  maxChatMessageLength,
  maxDurationSeconds,
  maxUploadBytes,
} from '@tidecast/contract/limits';
import { problemCodes } from '@tidecast/contract/problem-codes';
import { videoErrors } from '@tidecast/contract/video-errors';
import { createTranslator } from 'use-intl/core';
import { ApiError, problemKey } from '../api/api-error.ts';
import type { AreaDictionaries, Dictionary } from './dictionary.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';
import type { Language } from './language.ts';
import { en as liveEnglish } from './live/en.ts';
import { ko as liveKorean } from './live/ko.ts';
import { en as studioEnglish } from './studio/en.ts';
import { ko as studioKorean } from './studio/ko.ts';

/** What the live pages have, where every code can be met. */
const messages = {
  en: { ...en, problem: { ...en.problem, ...liveEnglish.problem }, live: liveEnglish },
  ko: { ...ko, problem: { ...ko.problem, ...liveKorean.problem }, live: liveKorean },
} satisfies Record<Language, Dictionary & Pick<AreaDictionaries, 'live'>>;

function keysOf<T extends object>(codes: T): (keyof T & string)[] {
  return Object.keys(codes) as (keyof T & string)[];
}

/** What a person reads, code by code. */
function sentences(language: Language): Map<string, string> {
  const t = createTranslator({ locale: language, messages: messages[language] });
  const known = messages[language].problem;
  return new Map([
    ...keysOf(problemCodes).map((code): [string, string] => {
      const error = new ApiError(problemCodes[code].status, code, '');
      return [`${problemCodes[code].status} ${code}`, t(`problem.${problemKey(error, known)}`)];
    }),
    ...keysOf(videoErrors).map((code): [string, string] => [
      `video ${code}`,
      t(`videoError.${code}`),
    ]),
    ...keysOf(chatRefusals).map((code): [string, string] => [
      `chat ${code}`,
      t(`live.chatError.${code}`),
    ]),
  ]);
}

test('what a person reads of every problem and refusal', () => {
  const [english, korean] = [sentences('en'), sentences('ko')];
  const rows = [...english].map(([code, sentence]) =>
    [code, sentence, korean.get(code)].join('\n  '),
  );
  expect(`\n${rows.join('\n')}\n`).toMatchSnapshot();
});

test('no sentence says a code, and every one is a sentence', () => {
  for (const [code, sentence] of sentences('en')) {
    expect([code, sentence]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)]);
    expect(sentence).not.toMatch(/_|\bundefined\b/);
  }
  for (const [code, sentence] of sentences('ko'))
    expect([code, sentence]).toEqual([code, expect.stringMatching(/[가-힣].*[다요]\.$|세요\.$/)]);
});

test('the sentences that name a limit name the one that holds', () => {
  for (const { videoError, live } of Object.values(messages)) {
    expect(videoError.too_long).toContain(`${maxDurationSeconds / 3600}`);
    expect(live.chatError.long).toContain(`${maxChatMessageLength}`);
  }
  for (const { upload, captionsLarge } of [studioEnglish, studioKorean]) {
    expect(upload.formats).toContain(`${maxDurationSeconds / 3600}`);
    for (const sentence of [upload.formats, upload.tooLarge])
      expect(sentence).toContain(`${maxUploadBytes / 1024 ** 3}`);
    expect(captionsLarge).toContain(`${maxCaptionBytes / 1024 ** 2}`);
  }
});
