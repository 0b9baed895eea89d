import { expect, test } from '@jest/globals';
import { parseImage, readImage } from './api-image.ts';

test('reads how the image of the API is started', async () => {
  expect(await readImage()).toEqual({
    command: ['node', '--enable-source-maps', 'main.mjs'],
    environment: { NODE_ENV: 'production' },
    ports: { requests: 8080, metrics: 9090 },
  });
});

const last = 'FROM node\nENV A=1\nEXPOSE 1 2\nCMD ["node", "x.mjs"]\n';

test('looks at the last stage alone', () => {
  expect(parseImage(`FROM node AS build\nENV B=2\nEXPOSE 8 9\nCMD ["sh"]\n\n${last}`)).toEqual({
    ...{ command: ['node', 'x.mjs'], environment: { A: '1' } },
    ports: { requests: 1, metrics: 2 },
  });
});

test.each([
  [
    'a command for a shell',
    last.replace('["node", "x.mjs"]', 'node x.mjs'),
    'no command as a list',
  ],
  ['one port', last.replace('1 2', '1'), 'does not expose'],
])('refuses %s', (_name, text, message) => {
  expect(() => parseImage(text)).toThrow(message);
});
