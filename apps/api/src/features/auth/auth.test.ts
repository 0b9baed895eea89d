import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTokenVerifier } from '@tidecast/http/token-verifier';
import { sessionSeconds } from '@tidecast/platform/identity/user-pool';
import { password } from '../../../test/fake-cognito.ts';
import { type Answer, type Harness, publicOrigin, startHarness } from '../../../test/harness.ts';

let api: Harness;

beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());
beforeEach(() => {
  api.cognito.calls.length = 0;
  api.cognito.failWith = undefined;
});

const post = (path: string, body: unknown, headers = {}) =>
  api.call(`/api/auth/${path}`, { method: 'POST', body, headers });

/** What a browser would send back of the cookies it was given. */
function cookieHeader({ cookies }: Answer): string {
  return [...cookies].map(([name, value]) => `${name}=${value.split(';')[0]}`).join('; ');
}

async function signedIn(email: string) {
  api.cognito.addUser(email);
  return cookieHeader(await post('sign-in', { email, password }));
}

describe('becoming a user', () => {
  test('sign up, confirm, sign in: the tokens live only in httpOnly cookies', async () => {
    const email = 'new@example.com';
    const account = { email: 'New@Example.com', password, displayName: ' 민아 🌊 ' };
    expect((await post('sign-up', account)).status).toBe(202);

    const early = await post('sign-in', { email, password });
    expect([early.status, early.body.code]).toEqual([403, 'email_not_confirmed']);

    const wrong = await post('confirm', { email, code: '000000' });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'invalid_code']);
    expect((await post('confirm', { email, code: api.cognito.code })).status).toBe(204);

    const answer = await post('sign-in', { email, password });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ email, moderator: false });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    for (const name of ['__Host-tc_access', '__Host-tc_refresh'])
      expect(answer.cookies.get(name)).toMatch(/Path=\/;.*HttpOnly; Secure; SameSite=Strict/);
    expect(answer.text).not.toContain('eyJ');
  });

  test('nobody can find out which addresses are registered', async () => {
    api.cognito.addUser('known@example.com');
    const account = { password, displayName: 'X' };
    const alike = async (path: string, body: (email: string) => unknown) => {
      const [known, unknown] = await Promise.all([
        post(path, body('known@example.com')),
        post(path, body('unknown@example.com')),
      ]);
      expect(known.status).toBe(unknown.status);
      expect({ ...known.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    };
    await alike('sign-in', (email) => ({ email, password: 'wrong password' }));
    await alike('forgot-password', (email) => ({ email }));
    await alike('resend-code', (email) => ({ email }));
    await alike('confirm', (email) => ({ email, code: '000000' }));
    await alike('reset-password', (email) => ({ email, code: '000000', password }));
    await alike('sign-up', (email) => ({ ...account, email }));
  });

  test('an unconfirmed address that signs up again gets another mail', async () => {
    api.cognito.addUser('slow@example.com', { confirmed: false });
    await post('sign-up', { email: 'slow@example.com', password, displayName: 'S' });
    expect(api.cognito.calls).toEqual(['SignUp', 'ResendConfirmationCode']);
  });

  test('a password that the pool refuses names the field', async () => {
    const account = { email: 'w@example.com', password: 'weak but long', displayName: 'W' };
    const { status, body } = await post('sign-up', account);
    expect([status, body.code, body.errors[0]?.path]).toEqual([422, 'weak_password', 'password']);
  });

  test('a forgotten password is replaced with the mailed code', async () => {
    api.cognito.addUser('lost@example.com');
    const email = 'lost@example.com';
    expect((await post('forgot-password', { email })).status).toBe(202);
    const reset = { email, code: api.cognito.code, password: 'another long one' };
    expect((await post('reset-password', reset)).status).toBe(204);
    expect((await post('sign-in', { email, password: 'another long one' })).status).toBe(200);
  });
});

describe('a session', () => {
  test('is kept by the browser for as long as the user pool keeps it', async () => {
    api.cognito.addUser('kept@example.com');
    const { cookies } = await post('sign-in', { email: 'kept@example.com', password });
    const maxAge = (name: string) => Number(/Max-Age=(\d+)/.exec(cookies.get(name) ?? '')?.[1]);
    expect(maxAge('__Host-tc_access')).toBe(sessionSeconds.access);
    expect(maxAge('__Host-tc_refresh')).toBe(sessionSeconds.refresh);
  });

  test('refreshes once for many tabs that ask at the same time', async () => {
    const cookie = await signedIn('tabs@example.com');
    api.cognito.calls.length = 0;
    let open = () => {};
    api.cognito.refreshGate = new Promise((resolve) => {
      open = resolve;
    });
    const headers = { cookie, origin: publicOrigin };
    const tabs = Array.from({ length: 8 }, () => post('refresh', {}, headers));
    open();
    const answers = await Promise.all(tabs);
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(204));
    expect(api.cognito.calls).toEqual(['GetTokensFromRefreshToken']);
    // The token alone: when it expires stands beside it, to the second of each answer.
    const tokens = answers.map(({ cookies }) => cookies.get('__Host-tc_refresh')?.split(';')[0]);
    expect(new Set(tokens).size).toBe(1);
  });

  test('of a revoked token is over, and its cookies go', async () => {
    const cookie = await signedIn('leaving@example.com');
    const headers = { cookie, origin: publicOrigin };
    const out = await post('sign-out', undefined, headers);
    expect(out.status).toBe(204);
    expect(out.cookies.get('__Host-tc_access')).toMatch(/^;.*Expires=Thu, 01 Jan 1970/);
    const again = await post('refresh', {}, headers);
    expect([again.status, again.body.code]).toEqual([401, 'session_expired']);
    expect(again.cookies.get('__Host-tc_refresh')).toMatch(/^;/);
  });

  test('survives a failing identity provider', async () => {
    const cookie = await signedIn('lucky@example.com');
    api.cognito.failWith = 'TooManyRequestsException';
    const answer = await post('refresh', {}, { cookie, origin: publicOrigin });
    expect(answer.status).toBe(503);
    expect(answer.cookies.size).toBe(0);
  });

  test('that has expired is reported, even where anonymous callers are served', async () => {
    const cookie = (await signedIn('idle@example.com')).replace(/__Host-tc_access=[^;]+; /, '');
    const id = '01JZK4Q5R6S7T8V9WAXBYCZD0E';
    const answer = await api.call(`/api/videos/${id}`, { headers: { cookie } });
    expect([answer.status, answer.body.code]).toEqual([401, 'session_expired']);
  });

  test('asks the provider who it is once, not for every request', async () => {
    const user = api.cognito.addUser('me@example.com', { groups: ['moderators'] });
    const as = api.cognito.accessToken(user);
    for (let times = 0; times < 3; times++) {
      const { body } = await api.call('/api/auth/me', { as });
      expect(body).toEqual({
        id: user.sub,
        email: 'me@example.com',
        displayName: 'me',
        moderator: true,
      });
    }
    expect(api.cognito.calls).toEqual(['GetUser']);
  });
});

describe('tokens that are refused', () => {
  const past = Math.floor(Date.now() / 1000) - 60;
  const expired = () => {
    const user = api.cognito.addUser('target@example.com');
    return `Bearer ${api.cognito.accessToken(user, { exp: past })}`;
  };
  test.each([
    ['expired ones', expired],
    ['what is no token', () => 'Bearer nonsense'],
    ['passwords', () => 'Basic eDp5'],
  ])('%s', async (_name, authorization) => {
    const headers = { authorization: authorization() };
    const answer = await api.call('/api/auth/me', { headers });
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('requests of other sites', () => {
  test.each([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a sibling', { 'sec-fetch-site': 'same-site' }],
    ['no word of where from', {}],
  ])('%s with a session cookie is refused', async (_name, headers) => {
    const cookie = await signedIn('victim@example.com');
    const answer = await post('sign-out', undefined, { cookie, ...headers });
    expect([answer.status, answer.body.code]).toEqual([403, 'cross_origin']);
  });

  test('the site itself is not', async () => {
    const cookie = await signedIn('victim@example.com');
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    expect((await post('refresh', {}, headers)).status).toBe(204);
  });
});

describe('attempts', () => {
  const email = 'attempted@example.com';
  const code = '000000';
  test.each([
    ['a password', 'sign-in', { email, password: 'wrong' }, 10],
    ['a confirmation code', 'confirm', { email, code }, 10],
    ['a reset code', 'reset-password', { email: 'reset@example.com', code, password }, 10],
    ['a mail', 'forgot-password', { email }, 5],
    ['another account', 'sign-up', { email, password, displayName: 'A' }, 30],
  ])('at %s are so many in five minutes', async (_what, path, body, points) => {
    const fresh = await startHarness();
    const { headers } = await fresh.call(`/api/auth/${path}`, { method: 'POST', body });
    await fresh.close();
    expect(['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`))).toEqual(
      [points, points - 1, 300].map(String),
    );
  });

  test('on one account are limited, and a right password clears them', async () => {
    api.cognito.addUser('guessed@example.com');
    const guess = (word: string) =>
      post('sign-in', { email: 'guessed@example.com', password: word });
    for (let times = 0; times < 9; times++) expect((await guess('wrong')).status).toBe(401);
    expect((await guess(password)).status).toBe(200);
    for (let times = 0; times < 10; times++) expect((await guess('wrong')).status).toBe(401);
    const refused = await guess(password);
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
  });
});

test('while the pool’s keys cannot be had, a token is neither taken nor called wrong', async () => {
  const { userPoolId, clientId } = api.cognito;
  const cognitoEndpoint = 'http://127.0.0.1:1';
  const cut = await startHarness({
    verifier: createTokenVerifier({ userPoolId, clientId, cognitoEndpoint }),
  });
  const as = api.cognito.accessToken(api.cognito.addUser('patient@example.com'));
  const answer = await cut.call('/api/auth/me', { as });
  expect([answer.status, answer.body.code]).toEqual([503, 'identity_unavailable']);
  await cut.close();
});

test('the log holds no password, code, token or address', async () => {
  await signedIn('private-person@example.com');
  await post('confirm', { email: 'private-person@example.com', code: '987654' });
  const log = api.log.join('');
  expect(log).toContain('/api/auth/sign-in');
  expect(log).not.toMatch(/private-person|987654|correct horse|eyJ/);
});
