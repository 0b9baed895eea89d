import { expect, test } from '@jest/globals';
import { contentSecurityPolicy, serializeContentSecurityPolicy } from './headers.ts';

const policy = serializeContentSecurityPolicy(
  contentSecurityPolicy({ uploadOrigin: 'https://source.s3.ap-northeast-2.amazonaws.com' }),
);

test('nothing inline and nothing evaluated may run', () => {
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("style-src 'self';");
  expect(policy).not.toContain('unsafe');
});

test('the browser may send uploads to the source bucket and nowhere else', () => {
  expect(policy).toContain("connect-src 'self' https://source.s3.ap-northeast-2.amazonaws.com;");
});

test('the page may not be framed', () => {
  expect(policy).toContain("frame-ancestors 'none'");
});
