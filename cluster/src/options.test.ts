import { expect, test } from '@jest/globals';
import { parseRehearsalOptions, RehearsalOptionError, usage } from './options.ts';

test('a rehearsal of dev, destroyed again, is the default', () => {
  expect(parseRehearsalOptions([])).toEqual({ stack: 'dev', keep: false });
});

test('prod, and kept', () => {
  expect(parseRehearsalOptions(['--stack', 'prod', '--keep'])).toEqual({
    stack: 'prod',
    keep: true,
  });
});

test('help goes before all else', () => {
  expect(parseRehearsalOptions(['--help', '--stack', 'nothing'])).toBe('help');
});

test.each([
  [['--stack', 'staging'], 'There is no stack staging: take --stack dev or --stack prod.'],
  [['--stack', ''], 'There is no stack : take'],
  [['--forever'], '--forever'],
  [['dev'], "'dev'"],
])('%j is refused by name', (args, said) => {
  expect(() => parseRehearsalOptions(args)).toThrow(RehearsalOptionError);
  expect(() => parseRehearsalOptions(args)).toThrow(said);
});

test('an unknown flag is answered with what there is', () => {
  expect(() => parseRehearsalOptions(['--forever'])).toThrow(usage);
});
