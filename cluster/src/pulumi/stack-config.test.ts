import { expect, test } from '@jest/globals';
import { parseConfig } from '../../../infra/config-schema.ts';
import { stackConfig } from './stack-config.ts';

test.each(['dev', 'prod'] as const)('the %s stack can start with it', async (stack) => {
  const config = await stackConfig(stack, { 'tidecast:nodeMax': 8 });
  const raw = Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      const isJson = /^([\d[{]|true$|false$)/.test(value);
      return [key.replace(/^(tidecast|aws):/, ''), isJson ? JSON.parse(value) : value];
    }),
  );
  expect(parseConfig(raw)).toMatchObject({
    domain: 'rehearsal.tidecast.app',
    region: 'ap-northeast-2',
    nodeMax: 8,
  });
});
