import { expect, test } from '@jest/globals';
import { cursorSchema, limitSchema } from '@tidecast/contract/lists';
import { visibleText } from '@tidecast/contract/text';
import { ulidSchema } from '@tidecast/contract/ulid';
import * as z from 'zod';
import { check, checkPath } from './check.ts';
import { requestIdOf } from './request-id.ts';

const schema = z.strictObject({
  title: visibleText(5),
  of: z.strictObject({ id: ulidSchema }).optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema(24),
});

test('what is right comes as the schema makes it', () => {
  expect(check(schema, { title: ' a ', limit: '3' }, 'query')).toEqual({ title: 'a', limit: 3 });
  expect(check(schema, { title: 'e\u0301' }, 'body')).toEqual({ title: '\u00e9', limit: 24 });
});

test.each<[unknown, string[]]>([
  [undefined, ['']],
  [[], ['']],
  [{}, ['title']],
  [{ title: ' ' }, ['title']],
  [{ title: '\u200b\u3164' }, ['title']],
  [{ title: 'cut \ud83c' }, ['title']],
  [{ title: 'longer' }, ['title']],
  [{ title: 'a', of: { id: '01jzk4q5r6s7t8v9waxbyczd0e' } }, ['of.id']],
  [{ title: 'a', of: { id: '01JZK4Q5R6S7T8V9WAXBYCZD0E', odd: 1 } }, ['of.odd']],
  [{ title: 'a', other: 1, more: 2 }, ['other', 'more']],
  [{ title: 'a', ['x'.repeat(200)]: 1 }, ['x'.repeat(100)]],
  [{ title: 'a', limit: '101', cursor: '%00' }, ['cursor', 'limit']],
])('%j is refused, and every field is named', (value, paths) => {
  const errors = paths.map((path) => ({ path, message: expect.any(String) }));
  expect(() => check(schema, value, 'body')).toThrow(
    expect.objectContaining({ status: 400, code: 'validation_failed', errors }),
  );
});

test('a cursor that is none is told apart from what else may be wrong', () => {
  const refusal = (code: string) => expect.objectContaining({ status: 400, code });
  const ask = (query: object) => () => check(schema, { title: 'a', ...query }, 'query');
  for (const cursor of ['', 'null', '%00', '2026-13-01T00:00:00.000Z_a'])
    expect(ask({ cursor })).toThrow(refusal('invalid_cursor'));
  expect(ask({ cursor: ['null', 'null'] })).toThrow(refusal('validation_failed'));
  expect(ask({ cursor: 'null', limit: '0' })).toThrow(refusal('validation_failed'));
});

test.each(['', ' 5', '0x10', '05', '+5', '5.5', 'true', ['5', '5']])(
  '%j is no number of entries',
  (limit) => {
    expect(() => check(schema, { title: 'a', limit }, 'query')).toThrow(
      expect.objectContaining({ code: 'validation_failed' }),
    );
  },
);

test('a path that no id can look like does not exist', () => {
  const params = z.strictObject({ id: ulidSchema });
  const id = '01JZK4Q5R6S7T8V9WAXBYCZD0E';
  expect(checkPath(params, { id })).toEqual({ id });
  for (const odd of ['undefined', id.toLowerCase(), `8${id.slice(1)}`, `${id}0`, ''])
    expect(() => checkPath(params, { id: odd })).toThrow(expect.objectContaining({ status: 404 }));
});

test.each<[string | string[] | undefined, boolean]>([
  ['trace-12345678', true],
  ['short', false],
  ['with "quotes" and spaces', false],
  ['line\nbreak-line', false],
  ['x'.repeat(65), false],
  [['trace-12345678', 'trace-87654321'], false],
  [undefined, false],
])('the request id %j is taken: %j', (given, taken) => {
  const id = requestIdOf(given);
  expect(id === given).toBe(taken);
  expect(id).toMatch(taken ? /^trace/ : /^[0-9a-f-]{36}$/);
});
