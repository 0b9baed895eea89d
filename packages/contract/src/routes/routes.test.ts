import { expect, test } from '@jest/globals';
import { passwordPatterns } from '@tidecast/platform/identity/user-pool';
import type * as z from 'zod';
import { problemCodes } from '../problem-codes.ts';
import { apiRoutes } from './api.ts';
import { problemsOf, type Routes } from './declare.ts';
import { liveRoutes } from './live.ts';

const routes: Routes = { ...apiRoutes, ...liveRoutes };

const examples: [string, z.ZodType, unknown][] = Object.entries(routes).flatMap(
  ([id, { body, answers }]) =>
    [
      ...(body?.kind === 'json' ? [[`request of ${id}`, body.schema, body.example] as const] : []),
      ...Object.entries(answers).flatMap(([status, answer]) =>
        answer.kind === 'json'
          ? [[`${status} of ${id}`, answer.schema, answer.example] as const]
          : [],
      ),
    ].map(([name, schema, example]): [string, z.ZodType, unknown] => [name, schema, example]),
);

test.each(examples)('the example of the %s is one', (_name, schema, example) => {
  expect(schema.parse(example)).toEqual(example);
});

test('no two routes have one operation id, nor one method of one path', () => {
  const ids = [...Object.keys(apiRoutes), ...Object.keys(liveRoutes)];
  expect(new Set(ids).size).toBe(ids.length);
  const places = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
  expect(new Set(places).size).toBe(places.length);
});

test.each(Object.entries(routes))('%s declares the parameters of its path', (_id, route) => {
  const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  expect(Object.keys(route.params?.shape ?? {}).toSorted()).toEqual(named.toSorted());
});

test('what the document allows is refused by who asks, by what there is or by how often', () => {
  const forWhatIsWrong = new Set([400, 413, 415, 422]);
  const codes = Object.entries(problemCodes).filter(([, { status }]) => forWhatIsWrong.has(status));
  // Each of them follows from what a schema, a media type or a maximum of the document says.
  expect(codes.map(([code]) => code)).toEqual([
    'validation_failed',
    'invalid_cursor',
    'malformed_json',
    'body_too_large',
    'unsupported_media_type',
    'unsupported_encoding',
    'unsupported_charset',
    'weak_password',
  ]);
});

test.each(['signUp', 'resetPassword'] as const)('the password of %s is one by the policy', (id) => {
  const { password } = apiRoutes[id].body.example;
  for (const pattern of passwordPatterns) expect(password).toMatch(pattern);
});

test('what follows from a declaration is among its problems', () => {
  expect(problemsOf(apiRoutes.listVideos).toSorted()).toEqual([
    'invalid_cursor',
    'too_many_requests',
    'validation_failed',
  ]);
  expect(problemsOf(liveRoutes.closeChannel).toSorted()).toEqual([
    'cross_origin',
    'forbidden',
    'identity_unavailable',
    'invalid_token',
    'not_found',
    'not_signed_in',
    'session_expired',
    'too_many_requests',
    'unavailable',
    'unknown_route',
  ]);
});
