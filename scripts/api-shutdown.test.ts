import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { creator } from '../local/src/start/accounts.ts';
import { until } from '../test/until.ts';
import { type ApiProcess, buildApi, startApi } from './test/api-process.ts';
import { LoadClient } from './test/load-client.ts';
import { type LocalCloud, publicOrigin, startLocalCloud } from './test/local-cloud.ts';

let directory: string;
let cloud: LocalCloud;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-shutdown-'));
  [cloud] = await Promise.all([startLocalCloud(), buildApi(directory)]);
});
afterAll(async () => {
  await cloud.close();
  await rm(directory, { recursive: true });
});

const start = (drainSeconds: number) =>
  startApi({ directory, cloud, environment: { DRAIN_SECONDS: String(drainSeconds) } });

const isReady = async ({ url }: ApiProcess) =>
  (await fetch(`${url}/readyz`, { headers: { connection: 'close' } })).ok;

function accepts({ port }: ApiProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

test('under steady load on kept-alive connections, leaving loses no request', async () => {
  // Longer than a few rounds of requests take on busy cores.
  const api = await start(20);
  // 198.18.0.0/15 is set apart for benchmarks (RFC 2544); each address is within its rate limit.
  const clients = [1, 2, 3, 4].map(
    (number) => new LoadClient(`${api.url}/api/videos`, `198.18.0.${number}`),
  );
  const load = Promise.all(clients.map((client) => client.run()));
  const everybodyHas = (count: number) => () =>
    clients.every(({ replies }) => replies.length >= count);

  await until(everybodyHas(20));
  api.terminate();
  await until(async () => !(await isReady(api)));
  // A load balancer hears of it at its next look, and goes on sending until then.
  const before = clients.map(({ replies }) => replies.length);
  await until(() => clients.every(({ replies }, at) => replies.length >= (before[at] ?? 0) + 20));
  expect(await accepts(api)).toBe(true);
  for (const client of clients) client.stop();
  await load;

  const replies = clients.flatMap((client) => client.replies);
  expect(replies.filter(({ result }) => result !== 200)).toEqual([]);
  // The connections were kept before, and were given back in good order afterwards.
  for (const [at, { replies }] of clients.entries()) {
    expect(replies.slice(1, 20).every(({ reused, closes }) => reused && !closes)).toBe(true);
    expect(replies.slice((before[at] ?? 0) + 1).every(({ closes }) => closes)).toBe(true);
  }
  expect(await api.ended).toMatchObject({ code: 0, errors: '' });
});

test('what is in flight is finished, though nobody else is let in any more', async () => {
  const api = await start(0);
  const stream = await openStream(api);
  const body = JSON.stringify({ durationSeconds: 60, width: 1920, height: 1080 });
  const slow = request(`${api.url}/api/estimate`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': body.length,
      origin: publicOrigin,
      // The answer to this says that the API has the request.
      expect: '100-continue',
    },
  });
  slow.flushHeaders();
  await once(slow, 'continue');
  slow.write(body.slice(0, 10));

  api.terminate();
  await until(async () => !(await accepts(api)));
  expect(await text(stream)).toContain('event: status');
  expect(await answer(slow.end(body.slice(10)))).toMatchObject({ status: 200 });
  expect(await api.ended).toMatchObject({ code: 0, errors: '' });
});

/** Signs in and follows a new video, which has nothing more to tell before it is uploaded. */
async function openStream({ url }: ApiProcess): Promise<IncomingMessage> {
  const post = async (path: string, body: unknown, cookie = '') => {
    const response = await fetch(`${url}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: publicOrigin, cookie },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const signedIn = await post('/auth/sign-in', creator);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const video = {
    title: 'Ebb',
    visibility: 'public',
    fileName: 'ebb.mp4',
    size: 1_000,
    contentType: 'video/mp4',
  };
  const created = (await (await post('/videos', video, cookie)).json()) as {
    readonly video: { readonly id: string };
  };
  const outgoing = request(`${url}/api/videos/${created.video.id}/events`, { headers: { cookie } });
  const [response] = (await once(outgoing.end(), 'response')) as [IncomingMessage];
  return response;
}

async function answer(outgoing: ClientRequest) {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}
