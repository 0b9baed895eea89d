import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LoopbackServer, listen } from '../../../test/loopback-server.ts';
import { createFakeUserPool, jwt } from '../test/fake-user-pool.ts';
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts';

const pool = createFakeUserPool();
const { userPoolId, clientId } = pool;
let keySetRequests = 0;
const keyServer = createServer((request, response) => {
  keySetRequests += 1;
  response.writeHead(request.url === pool.keySetPath ? 200 : 404);
  response.end(JSON.stringify(pool.keySet));
});
let server: LoopbackServer;
let verifier: TokenVerifier;

beforeAll(async () => {
  server = await listen(keyServer);
  const cognitoEndpoint = `${server.url}/`;
  verifier = createTokenVerifier({ userPoolId, clientId, cognitoEndpoint });
});
afterAll(() => server.close());

test('a token says who it is, and the keys are asked for once', async () => {
  expect(await verifier.verify(pool.accessToken('jun', { jti: 'one' }))).toEqual({
    userId: 'jun',
    tokenId: 'one',
    moderator: false,
  });
  const groups = ['other', 'moderators'];
  const moderator = pool.accessToken('mod', { jti: 'two', 'cognito:groups': groups });
  expect(await verifier.verify(moderator)).toEqual({
    userId: 'mod',
    tokenId: 'two',
    moderator: true,
  });
  expect(keySetRequests).toBe(1);
});

describe('nobody is known by a token that is', () => {
  const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const past = Math.floor(Date.now() / 1000) - 60;
  const good = () => pool.accessToken('jun');
  const tokens: [string, () => string][] = [
    ['expired', () => pool.accessToken('jun', { exp: past })],
    ['signed by another key', () => pool.accessToken('jun', {}, foreignKey)],
    ['of another client', () => pool.accessToken('jun', { client_id: 'other' })],
    ['of another pool', () => pool.accessToken('jun', { iss: 'https://evil.example' })],
    ['an id token', () => pool.accessToken('jun', { token_use: 'id' })],
    ['unsigned', () => jwt({ alg: 'none' }, { sub: 'jun' }, foreignKey).replace(/[^.]+$/, '')],
    ['cut', () => good().slice(0, -4)],
    ['no token', () => 'nonsense'],
    ['empty', () => ''],
  ];
  test.each(tokens)('%s', async (_what, token) => {
    expect(await verifier.verify(token())).toBeUndefined();
    expect(await verifier.verify(good())).toMatchObject({ userId: 'jun' });
  });
});

test('while the keys cannot be had, a token is neither taken nor called wrong', async () => {
  const cognitoEndpoint = 'http://127.0.0.1:1';
  const cut = createTokenVerifier({ userPoolId, clientId, cognitoEndpoint });
  await expect(cut.verify(pool.accessToken('jun'))).rejects.toThrow('127.0.0.1');
});
