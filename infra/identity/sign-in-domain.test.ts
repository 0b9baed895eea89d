import { expect, test } from '@jest/globals';
import { signInDomainPrefix } from './sign-in-domain.ts';

test.each(['dev', 'prod-eu-west', 'x'.repeat(41)])('%s makes a domain', (stack) => {
  const domain = `${signInDomainPrefix(stack)}-123456789012`;
  expect(domain).toBe(`tidecast-${stack}-123456789012`);
  expect(domain.length).toBeLessThanOrEqual(63);
});

test.each(['Dev', 'dev_2', 'dev.2', 'aws-dev', 'my-cognito', 'x'.repeat(42)])(
  'the stack name %s is refused before Cognito refuses it',
  (stack) => {
    expect(() => signInDomainPrefix(stack)).toThrow(`"${stack}"`);
  },
);
