import { expect, test } from '@jest/globals';
import { problemSchema } from '@tidecast/contract/problem-schema';
import { asProblem } from './as-problem.ts';
import { notFound, problemBody } from './problem.ts';

const named = (name: string) => Object.assign(new Error('secret detail'), { name });
const coded = (code: string) => Object.assign(new Error('secret detail'), { code });

test.each([
  ['a table that is busy', named('ThrottlingException'), 503, 'unavailable'],
  ['a bucket that is busy', named('SlowDown'), 503, 'unavailable'],
  ['IVS that failed', named('InternalServerException'), 503, 'unavailable'],
  ['no answer in time', named('TimeoutError'), 503, 'unavailable'],
  ['no connection', coded('ECONNREFUSED'), 503, 'unavailable'],
  ['a fault', new TypeError('secret detail'), 500, 'internal_error'],
  ['what is no error', 'secret detail', 500, 'internal_error'],
  ['nothing', undefined, 500, 'internal_error'],
])('%s becomes a problem', (_what, error, status, code) => {
  const problem = asProblem(error);
  const body = problemBody(problem, 'request-1');
  expect(problemSchema.parse(body)).toEqual(body);
  expect(body).toMatchObject({ status, code, instance: 'request-1' });
  expect(JSON.stringify(body)).not.toContain('secret detail');
  expect(problem.headers['Retry-After']).toBe(status === 503 ? '2' : undefined);
  if (status >= 500) expect(problem.cause).toBe(error);
});

test('a problem stays as it is', () => {
  const problem = notFound();
  expect(asProblem(problem)).toBe(problem);
  expect(problemBody(problem, 'request-1').title).toBe('Not Found');
});
