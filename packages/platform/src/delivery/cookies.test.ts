import { expect, test } from '@jest/globals';
import { protectedMediaPath, sessionCookiePolicy } from './cookies.ts';

test('over https the session cookies are bound to the host and Secure', () => {
  const policy = sessionCookiePolicy('https://video.example.com');
  expect(policy.accessName).toBe('__Host-tc_access');
  expect(policy.refreshName).toBe('__Host-tc_refresh');
  expect(policy.viewerName).toBe('__Host-tc_viewer');
  expect(policy.attributes).toEqual({
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    path: '/',
  });
});

test('over plain-http localhost only the prefix and Secure fall away', () => {
  const policy = sessionCookiePolicy('http://localhost:8080');
  expect(policy.accessName).toBe('tc_access');
  expect(policy.refreshName).toBe('tc_refresh');
  expect(policy.viewerName).toBe('tc_viewer');
  expect(policy.attributes).toEqual({
    httpOnly: true,
    secure: false,
    sameSite: 'strict',
    path: '/',
  });
});

test('a protected path ends in a slash, so that one id is never the prefix of another', () => {
  expect(protectedMediaPath('01J')).toBe('/media/v/01J/');
});
