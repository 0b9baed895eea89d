import { createVerify, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Playback } from '@tidecast/contract/playback';
import { type Harness, publicOrigin, type Refusal, startHarness } from '../../../test/harness.ts';
import { createMediaSigner } from '../../aws/media-signer.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
let api: Harness;
let ownerId: string;
let as: string;

beforeAll(async () => {
  api = await startHarness({
    signMedia: createMediaSigner({
      publicOrigin,
      keyPairId: 'K123',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }),
  });
  const user = api.cognito.addUser('owner@example.com');
  ownerId = user.sub;
  as = api.cognito.accessToken(user);
});
afterAll(() => api.close());

const play = <Body = Playback>(id: string, token?: string) =>
  api.call<Body>(`/api/videos/${id}/playback`, { method: 'POST', ...(token && { as: token }) });

/** CloudFront's own base64: Developer Guide, "Setting signed cookies using a custom policy". */
const decoded = (text: string) =>
  Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');

test('anybody may watch a public video, with cookies for its media alone', async () => {
  const { id } = await api.video('ready');
  const answer = await play(id);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    hlsUrl: '/media/v/x/hls/index.m3u8',
    posterUrl: '/media/p/one.jpg',
    captions: [],
  });
  const names = ['CloudFront-Policy', 'CloudFront-Signature', 'CloudFront-Key-Pair-Id'];
  expect([...answer.cookies.keys()].sort()).toEqual([...names].sort());
  for (const cookie of answer.cookies.values())
    expect(cookie).toMatch(
      new RegExp(`; Max-Age=43200; Path=/media/v/${id}/; .*HttpOnly; Secure; SameSite=Strict$`),
    );

  const [policy, signature, keyPair] = names.map(
    (name) => answer.cookies.get(name)?.split(';')[0] ?? '',
  );
  const statement = JSON.parse(decoded(policy ?? '').toString()).Statement[0];
  expect(statement.Resource).toBe(`${publicOrigin}/media/v/${id}/*`);
  expect(statement.Condition.DateLessThan['AWS:EpochTime'] * 1000).toBe(
    Date.parse(answer.body.expiresAt),
  );
  expect(keyPair).toBe('K123');
  const verify = createVerify('RSA-SHA1').update(decoded(policy ?? ''));
  expect(verify.verify(publicKey, decoded(signature ?? ''))).toBe(true);
});

describe('a private video', () => {
  test('is its owner’s alone', async () => {
    const { id } = await api.video('ready', { ownerId, visibility: 'private' });
    const stranger = api.cognito.accessToken(api.cognito.addUser('stranger@example.com'));
    for (const refused of [await play(id), await play(id, stranger)]) {
      expect(refused.status).toBe(404);
      expect(refused.cookies.size).toBe(0);
    }
    expect((await play(id, as)).status).toBe(200);
  });
});

test('what encodes plays once its playlist is there, and not before', async () => {
  const { id } = await api.video('processing', { ownerId, visibility: 'private' });
  const early = await play<Refusal>(id, as);
  expect([early.status, early.body.code]).toEqual([409, 'not_playable']);
  const other = await api.video('processing', { ownerId, visibility: 'private' });
  api.buckets.playlists.add(other.id);
  const { status, body } = await play(other.id, as);
  expect([status, body.hlsUrl]).toEqual([200, `/media/v/${other.id}/hls/index.m3u8`]);
});

test('what failed cannot be played', async () => {
  const { id } = await api.video('failed', { ownerId });
  expect((await play<Refusal>(id, as)).body.code).toBe('not_playable');
});
