import { expect, test } from '@jest/globals';
import { displayNameSchema, plainText, text, visibleText } from './text.ts';

const wave = '🌊';
/** Two characters once it is composed: Unicode excludes it from composition. */
const qa = '\u0958';

test('a limit counts characters as they are sent, as the document does', () => {
  expect(text(3).parse(wave.repeat(3))).toBe(wave.repeat(3));
  expect(text(3).safeParse(wave.repeat(4)).success).toBe(false);
  expect(text(3).safeParse(' sea').success).toBe(false);
  expect(visibleText(3).parse(' a ')).toBe('a');
  expect(plainText({ min: 2, max: 3 }).safeParse(wave).success).toBe(false);
});

test('a text is composed, unless it would outgrow its limit', () => {
  expect(text(3).parse('e\u0301')).toBe('\u00e9');
  expect(text(3).parse(qa)).toBe(qa.normalize());
  expect(text(3).parse(qa.repeat(3))).toBe(qa.repeat(3));
});

test('one thing at a time is said of a text', () => {
  for (const odd of ['', ' ', 'cut \ud83c', 'x'.repeat(61)])
    expect(displayNameSchema.safeParse(odd).error?.issues).toHaveLength(1);
});

test('of all of Unicode, what nobody can see is no name, and what anybody writes is one', () => {
  const unseen = /[\p{Cc}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
  const written = /[\p{L}\p{N}\p{P}\p{S}]/u;
  const wrong: string[] = [];
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    const character = String.fromCodePoint(codePoint);
    const hidden = unseen.test(character);
    if (!hidden && !written.test(character)) continue;
    const taken = displayNameSchema.safeParse(character).success;
    if (taken === hidden) wrong.push(codePoint.toString(16));
  }
  expect(wrong).toEqual([]);
});

test.each(['line\nbreak', '\u0000', '\u007f', 'next\u0085line'])('%j is no plain text', (odd) => {
  expect(plainText({ max: 20 }).safeParse(odd).success).toBe(false);
});
