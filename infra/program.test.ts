import { expect, jest, test } from '@jest/globals';

test('Pulumi is given every output of the stack, whatever they are', async () => {
  const outputs = { siteUrl: 'https://video.acme.com', thoughtOfLater: 'too' };
  jest.unstable_mockModule('./config.ts', () => ({ readConfig: () => ({}) }));
  jest.unstable_mockModule('./stack.ts', () => ({ createStack: () => outputs }));
  const program: Readonly<Record<string, unknown>> = await import('../index.ts');
  // As the SDK takes them (pulumi/cmd/run/run.js): a default export in place of all named ones.
  expect('default' in program ? program.default : { ...program }).toEqual(outputs);
});
