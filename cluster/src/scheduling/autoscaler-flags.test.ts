import { expect, test } from '@jest/globals';
import { renderRoot } from '../../../charts/rendering/applications.ts';
import { autoscalerFlags } from './autoscaler-flags.ts';

test('the flags are those of the platform', async () => {
  expect(autoscalerFlags(await renderRoot('prod'))).toEqual({
    expendablePriority: -10,
    unneededSeconds: 600,
    threshold: 0.6,
  });
});

test('a platform without an autoscaler is an error', () => {
  expect(() => autoscalerFlags([])).toThrow();
});
