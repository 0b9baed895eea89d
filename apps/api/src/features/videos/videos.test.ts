import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  editableVideoFields,
  type VideoDetails,
  type VideoPageView,
  type VideoView,
} from '@tidecast/contract/videos';
import { until } from '../../../../../test/until.ts';
import { type Answer, type Harness, type Refusal, startHarness } from '../../../test/harness.ts';

let api: Harness;
let owner: { sub: string };
let asOwner: string;
let asOther: string;
let asModerator: string;

beforeAll(async () => {
  api = await startHarness();
  const { cognito } = api;
  const user = cognito.addUser('owner@example.com');
  owner = user;
  asOwner = cognito.accessToken(user);
  asOther = cognito.accessToken(cognito.addUser('other@example.com'));
  asModerator = cognito.accessToken(cognito.addUser('mod@example.com', { groups: ['moderators'] }));
});
afterAll(() => api.close());

const titles = (answer: Answer<VideoPageView>) => answer.body.items.map(({ title }) => title);

describe('who sees a video', () => {
  test.each([
    ['public', 'ready', 200],
    ['unlisted', 'ready', 200],
    ['private', 'ready', 404],
    ['public', 'uploading', 404],
    ['public', 'queued', 404],
    ['public', 'processing', 404],
    ['public', 'failed', 404],
  ] as const)('others: %s and %s is %i', async (visibility, status, expected) => {
    const { id } = await api.video(status, { ownerId: owner.sub, visibility });
    expect((await api.call(`/api/videos/${id}`)).status).toBe(expected);
    expect((await api.call(`/api/videos/${id}`, { as: asOther })).status).toBe(expected);
    expect((await api.call(`/api/videos/${id}`, { as: asOwner })).status).toBe(200);
  });

  test('a video that is being deleted is hidden from everybody', async () => {
    const { id } = await api.video('deleting', { ownerId: owner.sub });
    expect((await api.call(`/api/videos/${id}`, { as: asOwner })).status).toBe(404);
  });

  test('the file and the reason of a failure are the owner’s business', async () => {
    const { id } = await api.video('failed', { ownerId: owner.sub });
    const own = await api.call(`/api/videos/${id}`, { as: asOwner });
    expect(own.body).toMatchObject({
      error: { code: 'encoder_error' },
      source: { fileName: 'tide.mp4' },
    });
    const ready = await api.video('ready', { ownerId: owner.sub });
    const { body } = await api.call(`/api/videos/${ready.id}`);
    expect(body).toMatchObject({ source: null, posterUrl: '/media/p/one.jpg', playable: true });
    expect(JSON.stringify(body)).not.toMatch(/upload-of|jobId|u\/.*\/source/);
  });

  test('what encodes is found to be playable as soon as somebody looks', async () => {
    const { id } = await api.video('processing', { ownerId: owner.sub, visibility: 'unlisted' });
    expect((await api.call(`/api/videos/${id}`)).status).toBe(404);
    const other = await api.video('processing', { ownerId: owner.sub, visibility: 'unlisted' });
    api.buckets.playlists.add(other.id);
    const { body } = await api.call(`/api/videos/${other.id}`);
    expect(body).toMatchObject({ status: 'processing', playable: true });
    expect((await api.catalog.get(other.id))?.playable).toBe(true);
  });
});

describe('the feed', () => {
  test('holds ready public videos, newest first, in pages', async () => {
    const feed = await startHarness();
    try {
      for (const n of [1, 2, 3]) await feed.video('ready', { title: `Tide ${n}` });
      await feed.video('ready', { visibility: 'unlisted' });
      await feed.video('ready', { visibility: 'private' });
      await feed.video('failed');
      const first = await feed.call<VideoPageView>('/api/videos?limit=2');
      expect(titles(first)).toEqual(['Tide 3', 'Tide 2']);
      const second = await feed.call<VideoPageView>(
        `/api/videos?limit=2&cursor=${first.body.nextCursor}`,
      );
      expect(titles(second)).toEqual(['Tide 1']);
      expect(second.body.nextCursor).toBeNull();
      expect(titles(await feed.call<VideoPageView>('/api/videos?query=TIDE%201'))).toEqual([
        'Tide 1',
      ]);
    } finally {
      await feed.close();
    }
  });

  test('may be kept by the edge, says when nothing is new, and is the same for everybody', async () => {
    const answer = await api.call('/api/videos', { headers: { cookie: '__Host-tc_access=junk' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe(
      'public, max-age=0, s-maxage=60, stale-while-revalidate=300',
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const etag = answer.headers.get('etag') ?? '';
    const again = await api.call('/api/videos', { headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await api.call('/api/videos', { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(answer.text)));
  });

  test('keeps no more pages than memory can bear', async () => {
    const video = await api.video('ready', { title: 'Long' });
    const loads: string[] = [];
    const large = { ...video, description: 'x'.repeat(8 * 1024 * 1024) };
    const catalog: typeof api.catalog = {
      ...api.catalog,
      async searchPublic(query) {
        loads.push(query);
        return { items: [large] };
      },
    };
    const feed = await startHarness({ catalog });
    try {
      // Asked past the harness, which refuses an answer that is larger than the contract allows.
      for (const query of ['first', ...'abcdefgh', 'first'])
        expect((await fetch(`${feed.url}/api/videos?query=${query}`)).status).toBe(200);
      expect(loads.filter((query) => query === 'first')).toHaveLength(2);
    } finally {
      await feed.close();
    }
  });

  test.each([
    ['made private', () => ({ method: 'PATCH', as: asOwner, body: { visibility: 'private' } })],
    ['made unlisted', () => ({ method: 'PATCH', as: asOwner, body: { visibility: 'unlisted' } })],
    ['deleted', () => ({ method: 'DELETE', as: asOwner })],
    ['taken down', () => ({ method: 'DELETE', as: asModerator })],
  ])('forgets at once what is %s', async (what, change) => {
    const { id } = await api.video('ready', { ownerId: owner.sub, title: `Soon ${what}` });
    const search = () => api.call<VideoPageView>(`/api/videos?query=soon ${what}`);
    expect(titles(await search())).toEqual([`Soon ${what}`]);
    expect((await api.call(`/api/videos/${id}`, change())).status).toBeLessThan(300);
    expect(titles(await search())).toEqual([]);
  });

  test('forgets it though a read of before is still under way', async () => {
    const gate = Promise.withResolvers<void>();
    let reads = 0;
    const catalog: typeof api.catalog = {
      ...api.catalog,
      async searchPublic(...request) {
        const found = await api.catalog.searchPublic(...request);
        reads += 1;
        if (reads === 1) await gate.promise;
        return found;
      },
    };
    const feed = await startHarness({ catalog });
    try {
      const user = feed.cognito.addUser('late@example.com');
      const { id } = await api.video('ready', { ownerId: user.sub, title: 'Under way' });
      const search = () => feed.call<VideoPageView>('/api/videos?query=under');
      const early = search();
      await until(() => reads === 1);
      const as = feed.cognito.accessToken(user);
      const hidden = await feed.call(`/api/videos/${id}`, {
        method: 'PATCH',
        as,
        body: { visibility: 'private' },
      });
      expect(hidden.status).toBe(200);
      gate.resolve();
      expect(titles(await early)).toEqual(['Under way']);
      expect(titles(await search())).toEqual([]);
    } finally {
      await feed.close();
    }
  });

  test.each([
    'cursor=../../etc',
    'cursor=bm90IGEgY3Vyc29y',
    'limit=0',
    'limit=101',
    'limit=1.5',
    'limit=many',
    'limit=1&limit=2',
    `query=${'x'.repeat(101)}`,
    'unknown=1',
  ])('refuses %s', async (query) => {
    const answer = await api.call(`/api/videos?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });
});

describe('an owner', () => {
  test('lists all of their videos and no others', async () => {
    const user = api.cognito.addUser('lister@example.com');
    const as = api.cognito.accessToken(user);
    for (const status of ['uploading', 'failed', 'ready'] as const)
      await api.video(status, { ownerId: user.sub, visibility: 'private', title: status });
    await api.video('deleting', { ownerId: user.sub });
    expect(titles(await api.call('/api/me/videos', { as }))).toEqual([
      'ready',
      'failed',
      'uploading',
    ]);
    expect((await api.call('/api/me/videos')).status).toBe(401);
  });

  test('changes what they like; the poster of what becomes private gets a new address', async () => {
    const { id } = await api.video('ready', { ownerId: owner.sub });
    const patch = (body: unknown) =>
      api.call(`/api/videos/${id}`, { method: 'PATCH', as: asOwner, body });
    const renamed = await patch({ title: '  Low water  ', description: 'x' });
    expect(renamed.body).toMatchObject({ title: 'Low water', posterUrl: '/media/p/one.jpg' });
    const hidden = await patch({ visibility: 'private' });
    expect(hidden.body).toMatchObject({ visibility: 'private', posterUrl: '/media/p/two.jpg' });
  });

  test('announces a video when it is made public for the first time', async () => {
    const { id } = await api.video('ready', { ownerId: owner.sub, visibility: 'private' });
    const patch = (visibility: string) =>
      api.call(`/api/videos/${id}`, { method: 'PATCH', as: asOwner, body: { visibility } });
    const told = () => api.published.filter((message) => message.kind === 'video-published');
    await patch('unlisted');
    expect(told()).toEqual([]);
    for (const visibility of ['public', 'private', 'public']) await patch(visibility);
    expect(told()).toMatchObject([{ id: `video-published/${id}`, videoId: id, ownerName: 'Mina' }]);
  });

  test('may publish it before it is ready: the end of the encode then announces it', async () => {
    const { id } = await api.video('processing', { ownerId: owner.sub, visibility: 'private' });
    const before = api.published.length;
    const body = { visibility: 'public' };
    await api.call(`/api/videos/${id}`, { method: 'PATCH', as: asOwner, body });
    expect(api.published).toHaveLength(before);
  });

  test.each(['private', 'unlisted'] as const)(
    'a video that was public leaves the cached feed when it becomes %s',
    async (visibility) => {
      const { id } = await api.video('ready', { ownerId: owner.sub });
      const patch = (body: unknown) =>
        api.call(`/api/videos/${id}`, { method: 'PATCH', as: asOwner, body });
      await patch({ title: 'Still public' });
      expect(api.buckets.forgotten).not.toContain(id);
      await patch({ visibility });
      expect(api.buckets.forgotten).toContain(id);
    },
  );

  test('a video that was never in the feed costs no invalidation of it', async () => {
    const { id } = await api.video('ready', { ownerId: owner.sub, visibility: 'unlisted' });
    const body = { visibility: 'private' };
    await api.call(`/api/videos/${id}`, { method: 'PATCH', as: asOwner, body });
    expect(api.buckets.forgotten).not.toContain(id);
  });

  test('deletes: gone at once, and purged', async () => {
    const { id } = await api.video('ready', { ownerId: owner.sub });
    const gone = await api.call(`/api/videos/${id}`, { method: 'DELETE', as: asOwner });
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect(api.buckets.purged).toContain(id);
    expect((await api.call(`/api/videos/${id}`, { as: asOwner })).status).toBe(404);
    expect((await api.call(`/api/videos/${id}`, { method: 'DELETE', as: asOwner })).status).toBe(
      404,
    );
  });

  test('tries a failed video again, and only a failed one that can succeed', async () => {
    const failed = await api.video('failed', { ownerId: owner.sub });
    const retry = <Body>(id: string) =>
      api.call<Body>(`/api/videos/${id}/retry`, { method: 'POST', as: asOwner });
    const again = await retry<VideoView>(failed.id);
    expect([again.status, again.body.status, again.body.error]).toEqual([200, 'queued', null]);
    expect(api.buckets.requested.map(({ id }) => id)).toEqual([failed.id]);
    expect(api.buckets.requested[0]?.encode.attempt).toBe(2);

    const hopeless = await api.video('failed', { ownerId: owner.sub, retryable: false });
    const ready = await api.video('ready', { ownerId: owner.sub });
    for (const { id } of [hopeless, ready, failed]) {
      const refused = await retry<Refusal>(id);
      expect([refused.status, refused.body.code]).toEqual([409, 'not_retryable']);
    }
  });
});

describe('others', () => {
  const attempts: [string, string, unknown][] = [
    ['PATCH', '', { title: 'mine now' }],
    ['DELETE', '', undefined],
    ['POST', '/retry', undefined],
    ['GET', '/upload', undefined],
    ['DELETE', '/upload', undefined],
    ['POST', '/upload/parts', { partNumbers: [1] }],
    ['POST', '/upload/complete', { parts: [{ partNumber: 1, etag: 'a'.repeat(32) }] }],
    ['DELETE', '/captions/ko', undefined],
  ];
  test.each(attempts)('cannot %s %s, and do not learn why', async (method, path, body) => {
    for (const visibility of ['public', 'private'] as const) {
      const { id } = await api.video('failed', { ownerId: owner.sub, visibility });
      const url = `/api/videos/${id}${path}`;
      const refused = await api.call(url, { method, as: asOther, body });
      expect([refused.status, refused.body.code]).toEqual([404, 'not_found']);
      const anonymous = await api.call(url, { method, body });
      expect([anonymous.status, anonymous.body.code]).toEqual([401, 'not_signed_in']);
    }
  });

  test('but moderators take any video down', async () => {
    const { id } = await api.video('ready', { ownerId: owner.sub, visibility: 'private' });
    const answer = await api.call(`/api/videos/${id}`, { method: 'DELETE', as: asModerator });
    expect(answer.status).toBe(204);
    expect(await api.catalog.get(id)).toBeUndefined();
  });
});

describe('every field that an owner may edit', () => {
  /** Other than a new video has. */
  const changed: VideoDetails = {
    title: 'The ebb',
    description: 'An hour after high water',
    visibility: 'unlisted',
  };

  test.each(Object.keys(editableVideoFields) as (keyof VideoDetails)[])(
    '%s is kept and shown, and the others stay',
    async (field) => {
      const { id } = await api.video('ready', { ownerId: owner.sub });
      const url = `/api/videos/${id}`;
      const before = await api.call<VideoView>(url, { as: asOwner });
      expect(before.body[field]).not.toEqual(changed[field]);
      const body = { [field]: changed[field] };
      const edited = await api.call<VideoView>(url, { method: 'PATCH', as: asOwner, body });
      expect(edited.status).toBe(200);
      const after = await api.call<VideoView>(url, { as: asOwner });
      expect(after.body).toEqual({ ...before.body, ...body });
    },
  );
});
