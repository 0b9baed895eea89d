import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { readEnvironment } from './read-environment.ts';
import { dailyEncodeMinutes, origin, text, usualDailyEncodeMinutes } from './variables.ts';

const schema = z.strictObject({
  TABLE: text,
  PUBLIC_ORIGIN: origin,
  DAILY_ENCODE_MINUTES: dailyEncodeMinutes,
});
const given = { TABLE: 'videos', PUBLIC_ORIGIN: 'http://localhost:8080', PATH: '/usr/bin' };

test('only what the program reads is read, and what nobody set has its default', () => {
  expect(readEnvironment(schema, { ...given, DAILY_ENCODE_MINUTES: '' })).toEqual({
    TABLE: 'videos',
    PUBLIC_ORIGIN: 'http://localhost:8080',
    DAILY_ENCODE_MINUTES: usualDailyEncodeMinutes,
  });
});

test('everything that is missing or wrong is named at once, and no value is', () => {
  const wrong = { PUBLIC_ORIGIN: 'https://hush.example/app', DAILY_ENCODE_MINUTES: '0' };
  expect(() => readEnvironment(schema, wrong)).toThrow(
    new Error(`The environment is not valid:
  TABLE: is missing
  PUBLIC_ORIGIN: must be an origin such as https://example.com, without a path
  DAILY_ENCODE_MINUTES: must be above 0`),
  );
});
