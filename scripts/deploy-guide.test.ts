import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { configSchema } from '../infra/config-schema.ts';
import { configKeysTable } from './config-keys.ts';
import { replaceSection } from './markdown-section.ts';

test('docs/deploy.md tells of every key there is: else run `npm run config-keys`', async () => {
  const guide = await readFile(new URL('../docs/deploy.md', import.meta.url), 'utf8');
  expect(guide).toBe(replaceSection(guide, 'keys', configKeysTable()));
});

test.each(Object.entries(configSchema.shape))('%s says what it is for', (_key, { description }) => {
  expect(description).toMatch(/^\S.{9,}/);
});
