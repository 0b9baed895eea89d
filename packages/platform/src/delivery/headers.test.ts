import { expect, test } from '@jest/globals';
import { contentSecurityPolicy, serializeContentSecurityPolicy } from './headers.ts';

const policy = serializeContentSecurityPolicy(
  contentSecurityPolicy({
    uploadOrigin: 'https://source.s3.ap-northeast-2.amazonaws.com',
    chatOrigin: 'wss://edge.ivschat.ap-northeast-2.amazonaws.com',
  }),
);

test('nothing inline and nothing evaluated may run, but the WebAssembly of the live player', () => {
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  expect(policy).toContain("style-src 'self';");
  expect(policy.replace('wasm-unsafe-eval', '')).not.toContain('unsafe');
});

test('the browser may send to the source bucket, IVS and the chat, and nowhere else', () => {
  expect(policy).toContain(
    "connect-src 'self' https://source.s3.ap-northeast-2.amazonaws.com https://*.live-video.net " +
      'wss://edge.ivschat.ap-northeast-2.amazonaws.com;',
  );
});

test('the page may not be framed', () => {
  expect(policy).toContain("frame-ancestors 'none'");
});
