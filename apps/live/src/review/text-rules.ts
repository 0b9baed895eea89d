/** Content rules for chat messages, the same for every sender. Pure. */
import type { ChatRefusal } from '@tidecast/contract/chat-protocol';

/**
 * Top-level domains that people recognise in an address; anything with a scheme or `www.` is one
 * anyway.
 */
const topLevels =
  'com|net|org|io|co|kr|jp|cn|de|uk|fr|ru|me|tv|gg|ly|app|dev|info|biz|xyz|shop|online|site|live|link|click|top|ai|us|eu';

const link = new RegExp(
  `(?:[a-z][a-z0-9+.-]*://|\\bwww\\.|(?:[\\p{L}\\p{N}-]+\\.)+(?:${topLevels})(?![\\p{L}\\p{N}])|\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b|[\\p{L}\\p{N}-]+\\s*[([]\\s*(?:dot|\\.)\\s*[)\\]]\\s*(?:${topLevels})(?![\\p{L}\\p{N}]))`,
  'u',
);

/** What chat spam advertises; a stack may add its own list. */
const spam = [
  'viagra',
  'cialis',
  'onlyfans',
  'bitcoin giveaway',
  'free followers',
  'buy followers',
];

/** The code of the rule that a message breaks. */
type TextFault = Extract<ChatRefusal, 'empty' | 'link' | 'word'>;

/** @param blockedWords - in addition to those known here */
export function createTextRules(blockedWords: readonly string[]) {
  const words = [...spam, ...blockedWords].map(folded).filter((word) => word !== '');
  return function textFault(content: string): TextFault | undefined {
    const text = folded(content);
    if (text === '') return 'empty';
    if (link.test(text)) return 'link';
    // Padded with spaces, so that a word inside another does not match.
    const spaced = ` ${text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
    const blocked = words.some((word) => spaced.includes(` ${word} `));
    return blocked ? 'word' : undefined;
  };
}

/** One form for what looks or means the same: wide, composed and invisible letters, capitals. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[。｡]/gu, '.')
    .toLowerCase()
    .trim();
}
