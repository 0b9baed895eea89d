import { expect, test } from '@jest/globals';
import { assertLoopback } from './loopback.ts';

test.each([
  'https://127.0.0.1:6443',
  'https://127.8.9.10:6443/',
  'https://localhost:6443',
  'https://[::1]:6443',
])('takes %s', (server) => {
  expect(() => assertLoopback(server)).not.toThrow();
});

test.each([
  'https://ABCDEF.gr7.ap-northeast-2.eks.amazonaws.com',
  'https://10.0.0.1:6443',
  'https://0.0.0.0:6443',
  'https://127.0.0.1.example.com:6443',
  'https://localhost.example.com',
  'https://127.0.0.1@example.com',
  '127.0.0.1:6443',
  'ssh://127.0.0.1',
  '',
])('refuses %s in one sentence', (server) => {
  expect(() => assertLoopback(server)).toThrow(/is not on this machine.*only a cluster on 127/);
});
