import { expect, test } from '@jest/globals';
import { configSchema } from '../infra/config-schema.ts';

test.each(Object.entries(configSchema.shape))('%s says what it is for', (_key, { description }) => {
  expect(description).toMatch(/^\S.{9,}/);
});
