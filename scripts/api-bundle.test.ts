import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { creator } from '../local/src/start/accounts.ts';
import { buildApi, startApi } from './test/api-process.ts';
import { type LocalCloud, publicOrigin, startLocalCloud } from './test/local-cloud.ts';

let directory: string;
let cloud: LocalCloud;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-bundle-'));
  [cloud] = await Promise.all([startLocalCloud(), buildApi(directory)]);
});
afterAll(async () => {
  await cloud.close();
  await rm(directory, { recursive: true });
});

test('the bundle is one program with its source map, which names our files', async () => {
  expect((await readdir(directory)).sort()).toEqual(['main.mjs', 'main.mjs.map']);
  const program = await readFile(join(directory, 'main.mjs'), 'utf8');
  expect(program.trimEnd().split('\n').at(-1)).toBe('//# sourceMappingURL=main.mjs.map');
  const { sources } = JSON.parse(await readFile(join(directory, 'main.mjs.map'), 'utf8'));
  expect(sources.filter((source: string) => source.endsWith('apps/api/src/main.ts'))).toHaveLength(
    1,
  );
});

test('it serves and leaves where it may read nothing but itself, and write and start nothing', async () => {
  const api = await startApi({
    directory,
    cloud,
    nodeFlags: ['--permission', `--allow-fs-read=${directory}`],
  });
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(api.url + path, init);
    return {
      status: response.status,
      cookies: response.headers.getSetCookie(),
      body: await response.text(),
    };
  };
  expect(await ask('/healthz')).toMatchObject({ status: 200 });
  expect(await ask('/readyz')).toMatchObject({ status: 200 });
  expect(await ask('/api/videos')).toMatchObject({
    status: 200,
    body: JSON.stringify({ items: [], nextCursor: null }),
  });
  const signedIn = await ask('/api/auth/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: publicOrigin },
    body: JSON.stringify(creator),
  });
  expect(signedIn).toMatchObject({ status: 200 });
  // Verified by the keys that Cognito publishes.
  const cookie = signedIn.cookies.map((text) => text.split(';')[0]).join('; ');
  expect(await ask('/api/auth/me', { headers: { cookie } })).toMatchObject({ status: 200 });

  api.terminate();
  expect(await api.ended).toMatchObject({ code: 0, errors: '' });
});
