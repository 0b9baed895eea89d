import { expect, test } from '@jest/globals';
import { worthShowing } from './program-log.ts';

test('shows warnings, errors and what is no log entry', () => {
  expect(worthShowing('{"level":50,"msg":"failed","err":{"message":"no table"}}')).toBe(
    'failed: no table',
  );
  expect(worthShowing('{"level":"WARN","message":"slow"}')).toBe('slow');
  expect(worthShowing('    at main.ts:3')).toBe('    at main.ts:3');
});

test('keeps everything else for the log file', () => {
  expect(worthShowing('{"level":30,"msg":"request completed"}')).toBeUndefined();
  expect(worthShowing('{"level":"INFO","message":"job submitted"}')).toBeUndefined();
  expect(worthShowing('{"_aws":{"Timestamp":1}}')).toBeUndefined();
  expect(worthShowing('  ')).toBeUndefined();
});
