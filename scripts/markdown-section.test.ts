import { expect, test } from '@jest/globals';
import { replaceSection } from './markdown-section.ts';

const document = 'before\n<!-- cost:start -->\nold\n<!-- cost:end -->\nafter\n';

test('renews what stands between the markers, and nothing else', () => {
  const renewed = replaceSection(document, 'cost', '| a |\n');
  expect(renewed).toBe('before\n<!-- cost:start -->\n\n| a |\n\n<!-- cost:end -->\nafter\n');
  expect(replaceSection(renewed, 'cost', '| a |')).toBe(renewed);
});

test.each([
  ['no markers', 'text'],
  ['the wrong order', '<!-- cost:end --> <!-- cost:start -->'],
  ['a marker twice', `${document}${document}`],
])('refuses a document with %s', (_what, broken) => {
  expect(() => replaceSection(broken, 'cost', 'new')).toThrow('cost:start');
});
