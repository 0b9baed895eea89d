import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createSessionFetch, type Exclusive } from './session-fetch.ts';

/** jsdom has no fetch classes; these few members are all that is used. */
class FakeRequest {
  readonly url: string;
  readonly method: string;
  constructor(url: string | URL, init?: { method?: string }) {
    this.url = String(url);
    this.method = init?.method ?? 'GET';
  }
  clone() {
    return new FakeRequest(this.url, { method: this.method });
  }
}
globalThis.Request ??= FakeRequest as unknown as typeof Request;

function answer(status: number, code?: string): Response {
  const body = { status, ok: status < 400, json: async () => ({ code }) };
  return { ...body, clone: () => body } as unknown as Response;
}
const site = 'https://tidecast.test';

type Cookies = 'fresh' | 'stale' | 'none';

/** A server with a stale access token, until somebody refreshes. */
function staleSession({ refreshStatus = 204, cookies = 'stale' as Cookies } = {}) {
  let refreshes = 0;
  const fetch = async (request: Request) => {
    await Promise.resolve();
    const { pathname } = new URL(request.url);
    if (pathname === '/api/auth/refresh') {
      refreshes += 1;
      if (refreshStatus < 400) cookies = 'fresh';
      if (refreshStatus === 401) cookies = 'none';
      return answer(refreshStatus, 'session_expired');
    }
    if (pathname === '/api/auth/sign-in') return answer(401, 'invalid_credentials');
    if (cookies === 'stale') return answer(401, 'session_expired');
    if (cookies === 'fresh' || pathname === '/api/videos') return answer(200);
    return answer(401, 'not_signed_in');
  };
  return { fetch, refreshes: () => refreshes };
}

/** Locks as all tabs of a browser share them. */
function sharedLocks(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (_name, work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

let clock: number;
let stored: number | undefined;
const memory = {
  refreshedAt: () => stored,
  remember: (at: number) => {
    stored = at;
  },
  forget: () => {
    stored = undefined;
  },
};

beforeEach(() => {
  clock = 10_000_000;
  stored = 0;
});

function tab(server: { fetch: (request: Request) => Promise<Response> }, exclusive: Exclusive) {
  const onEnded = jest.fn();
  const send = createSessionFetch({
    fetch: server.fetch,
    exclusive,
    memory,
    now: () => ++clock,
    onEnded,
  });
  return { get: (path: string) => send(new Request(`${site}${path}`)), onEnded };
}

describe('a session whose access token has run out', () => {
  test('is renewed once for all requests of all tabs, and each request is sent again', async () => {
    const server = staleSession();
    const exclusive = sharedLocks();
    const [one, two] = [tab(server, exclusive), tab(server, exclusive)];
    const answers = await Promise.all([
      one.get('/api/me/videos'),
      one.get('/api/auth/me'),
      two.get('/api/me/videos'),
      two.get('/api/videos/1/upload'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(server.refreshes()).toBe(1);
  });

  test('that cannot be renewed ends: what all may see is still shown', async () => {
    const server = staleSession({ refreshStatus: 401 });
    const { get, onEnded } = tab(server, sharedLocks());
    expect((await get('/api/videos')).status).toBe(200);
    expect(onEnded).toHaveBeenCalledTimes(1);
    expect(stored).toBeUndefined();
    expect((await get('/api/me/videos')).status).toBe(401);
    expect(server.refreshes()).toBe(1);
  });

  test('survives a refresh that fails for want of a server', async () => {
    const { get, onEnded } = tab(staleSession({ refreshStatus: 503 }), sharedLocks());
    expect((await get('/api/me/videos')).status).toBe(401);
    expect(onEnded).not.toHaveBeenCalled();
    expect(stored).toBe(0);
  });

  test('is found even where storage has been cleared', async () => {
    stored = undefined;
    const server = staleSession();
    expect((await tab(server, sharedLocks()).get('/api/me/videos')).status).toBe(200);
    expect(stored).toBeGreaterThan(0);
  });
});

test('nobody signed in: nothing to renew', async () => {
  const server = staleSession({ cookies: 'none' });
  expect((await tab(server, sharedLocks()).get('/api/me/videos')).status).toBe(401);
  expect(server.refreshes()).toBe(0);
});

test('a wrong password is not an expired session', async () => {
  const server = staleSession();
  expect((await tab(server, sharedLocks()).get('/api/auth/sign-in')).status).toBe(401);
  expect(server.refreshes()).toBe(0);
});
