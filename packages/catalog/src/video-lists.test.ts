import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultDetails } from '@tidecast/contract/videos';
import { newVideo } from '../test/new-video.ts';
import { startTestTables, type TestTables } from '../test/test-tables.ts';
import { InvalidCursorError } from './cursor.ts';
import { createVideoCatalog } from './dynamo-video-catalog.ts';
import type { Video, VideoMedia, Visibility } from './video.ts';
import type { Page, VideoCatalog } from './video-catalog.ts';
import { videoError } from './video-errors.ts';
import { toItem } from './video-item.ts';

const media: VideoMedia = {
  duration: 1,
  width: 640,
  height: 360,
  renditions: [],
  hlsKey: 'v/x/hls/index.m3u8',
};

let tables: TestTables;
let catalog: VideoCatalog;
let clock = Date.parse('2026-08-31T23:50:00Z');

beforeAll(async () => {
  tables = await startTestTables();
});

afterAll(() => tables.close());

function newCatalog(): VideoCatalog {
  return createVideoCatalog({
    client: tables.client,
    tables: tables.tables,
    now: () => new Date(clock),
  });
}

async function publish(title: string, visibility: Visibility = 'public', ownerId = 'owner-1') {
  const { id } = await catalog.create(newVideo({ title, visibility, ownerId, description: '' }));
  await catalog.markUploaded(id, { etag: 'etag', size: 1 });
  await catalog.markReady({ videoId: id, attempt: 1 }, { jobId: 'job', at: 1, media });
  return id;
}

/** Every page of a list, one after another. */
async function pages(list: (cursor?: string) => Promise<Page<Video>>): Promise<Video[][]> {
  const all: Video[][] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Video> = await list(cursor);
    all.push([...page.items]);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

const titles = (videos: readonly Video[]) => videos.map(({ title }) => title);
const request = (limit: number, cursor?: string) => ({
  limit,
  ...(cursor !== undefined && { cursor }),
});

describe('the public feed', () => {
  const published: string[] = [];
  const ids: string[] = [];

  beforeAll(async () => {
    catalog = newCatalog();
    // 25 videos, one every 36 hours from the last minutes of August on: three months, and twos at
    // the very same instant.
    for (let n = 0; n < 25; n += 1) {
      ids.push(await publish(`Video ${n}`));
      published.unshift(`Video ${n}`);
      if (n % 2 === 0) clock += 72 * 3_600_000;
      if (n % 5 === 0) await publish(`Hidden ${n}`, n % 2 ? 'private' : 'unlisted');
    }
  });

  test.each([1, 7, 24, 25, 100])(
    'newest first, %i at a time, none missed or twice',
    async (limit) => {
      const all = await pages((cursor) => catalog.listPublic(request(limit, cursor)));
      const seen = titles(all.flat());
      expect([...seen].sort()).toEqual([...published].sort());
      const times = all.flat().map(({ publishedAt }) => publishedAt ?? '');
      expect(times).toEqual([...times].sort().reverse());
      expect(all).toHaveLength(Math.ceil(25 / limit));
    },
  );

  test('another process finds the months too', async () => {
    const page = await newCatalog().listPublic({ limit: 100 });
    expect(page.items).toHaveLength(25);
    expect(page.nextCursor).toBeUndefined();
  });

  test('a video that is hidden or deleted is out of it at once', async () => {
    const [first = '', second = ''] = ids;
    await catalog.edit(first, { visibility: 'private' });
    await catalog.markDeleting(second);
    expect((await catalog.listPublic({ limit: 100 })).items).toHaveLength(23);
    await catalog.edit(first, { visibility: 'public' });
    const shown = await catalog.listPublic({ limit: 100 });
    expect(shown.items.at(-1)?.id).toBe(first);
  });

  test('what a row is indexed by does not leak into the video', async () => {
    const { items } = await catalog.listPublic({ limit: 1 });
    expect(items[0]).toEqual(await catalog.get(items[0]?.id ?? ''));
    for (const name of ['publicMonth', 'pendingStatus', 'searchText'])
      expect(items[0]).not.toHaveProperty(name);
  });
});

describe('search', () => {
  beforeAll(async () => {
    await publish('서해 갯벌의 밀물');
    await publish('Harbour CRANES at dawn');
    await publish('Ｃａｆé at the harbour');
  });

  test.each([
    ['갯벌', ['서해 갯벌의 밀물']],
    ['HARBOUR', ['Ｃａｆé at the harbour', 'Harbour CRANES at dawn']],
    ['dawn cranes', ['Harbour CRANES at dawn']],
    ['cafe\u0301', ['Ｃａｆé at the harbour']],
    ['harbour 갯벌', []],
  ])('%s', async (query, expected) => {
    const all = await pages((cursor) => catalog.searchPublic(query, request(10, cursor)));
    expect(titles(all.flat()).sort()).toEqual([...expected].sort());
  });

  test('an edit is found by its new words', async () => {
    const id = await publish('Before');
    await catalog.edit(id, { title: 'After', description: 'zanzibar' });
    expect((await catalog.searchPublic('zanzibar', { limit: 10 })).items[0]?.id).toBe(id);
    expect((await catalog.searchPublic('before', { limit: 10 })).items).toEqual([]);
  });

  test('without words it is the feed', async () => {
    const found = await catalog.searchPublic('  ', { limit: 100 });
    expect(found).toEqual(await catalog.listPublic({ limit: 100 }));
  });

  test('pages through many matches', async () => {
    const all = await pages((cursor) => catalog.searchPublic('video', request(4, cursor)));
    expect(all.flat()).toHaveLength(24);
    expect(all.every((page) => page.length <= 4)).toBe(true);
  });

  test('a rare word in a long feed is found over several requests, each bounded', async () => {
    const needle = await publish('Needle');
    clock += 1_000;
    const base = await catalog.get(needle);
    if (!base) throw new Error('not created');
    await fillFeed(2_400);
    clock += 10_000;
    const all = await pages((cursor) => newCatalog().searchPublic('needle', request(10, cursor)));
    expect(all.flat().map(({ id }) => id)).toEqual([needle]);
    expect(all.length).toBeGreaterThan(1);
  });
});

describe('an owner sees', () => {
  test('every video of their own but those being deleted, newest first', async () => {
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      clock += 1_000;
      const { id } = await catalog.create(newVideo({ ownerId: 'owner-2', visibility: 'private' }));
      made.unshift(id);
    }
    await catalog.markDeleting(made[2] ?? '');
    await catalog.markDeleting(made[3] ?? '');
    const all = await pages((cursor) => catalog.listByOwner('owner-2', request(2, cursor)));
    const expected = made.filter((_, n) => n !== 2 && n !== 3);
    expect(all.flat().map(({ id }) => id)).toEqual(expected);
    expect(all.map((page) => page.length)).toEqual([2, 2, 1]);
  });

  test('nothing when there is nothing', async () => {
    await expect(catalog.listByOwner('nobody', { limit: 10 })).resolves.toEqual({ items: [] });
  });
});

describe('what has not moved', () => {
  test('is listed by status, oldest first, and leaves when it moves', async () => {
    const waiting: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      clock += 60_000;
      const { id } = await catalog.create(newVideo({ ownerId: 'owner-3' }));
      await catalog.markUploaded(id, { etag: 'etag', size: 1 });
      waiting.push(id);
    }
    const before = new Date(clock);
    const list = (cursor?: string) => catalog.listStale('queued', before, request(2, cursor));
    const all = await pages(list);
    expect(all.flat().map(({ id }) => id)).toEqual(waiting.slice(0, 4));
    for (const id of waiting)
      await catalog.markFailed({ videoId: id, attempt: 1 }, { error: videoError('canceled') });
    expect((await list()).items).toEqual([]);
  });
});

describe('many by id', () => {
  test('gives what there is, over a hundred at once, each once', async () => {
    const { items } = await catalog.listPublic({ limit: 100 });
    const known = items.map(({ id }) => id);
    const asked = [...known, ...known, 'gone', ...Array.from({ length: 150 }, (_, n) => `no-${n}`)];
    const found = await catalog.getMany(asked);
    expect(found.map(({ id }) => id).sort()).toEqual([...known].sort());
    await expect(catalog.getMany([])).resolves.toEqual([]);
  });

  test('refuses more than a thousand', async () => {
    const ids = Array.from({ length: 1_001 }, (_, n) => `no-${n}`);
    await expect(catalog.getMany(ids)).rejects.toThrow(RangeError);
  });
});

describe('a cursor that no list gave out', () => {
  test.each([
    [''],
    ['no place at all'],
    ['2026-11-22T00:00:00.000Z'],
    ['2026-11-22T00:00:00.000Z_'],
    ['2026-11-22T00:00:00.000Zid'],
    ['yesterday_id'],
    ['2026-13-22T00:00:00.000Z_id'],
    ['2026-11-22T24:00:00.000Z_id'],
    ['2026-11-22T00:00:00.000Z_../id'],
    [`2026-11-22T00:00:00.000Z_${'x'.repeat(1_000)}`],
  ])('%s is refused', async (cursor) => {
    const page = { limit: 10, cursor };
    await expect(catalog.listPublic(page)).rejects.toThrow(InvalidCursorError);
    await expect(catalog.searchPublic('x', page)).rejects.toThrow(InvalidCursorError);
    await expect(catalog.listByOwner('owner-1', page)).rejects.toThrow(InvalidCursorError);
    await expect(catalog.listStale('queued', new Date(), page)).rejects.toThrow(InvalidCursorError);
  });

  test.each([0, 101, 1.5, Number.NaN])('a page of %d is refused', async (limit) => {
    await expect(catalog.listPublic({ limit })).rejects.toThrow(RangeError);
  });
});

/** Copies of one public row, each a millisecond newer, straight into the table. */
async function fillFeed(count: number): Promise<void> {
  const documents = DynamoDBDocumentClient.from(tables.client);
  const at = new Date(clock).toISOString();
  const video: Video = {
    ...defaultDetails,
    ...newVideo({ title: 'hay', description: '' }),
    ...{ status: 'ready', progress: 100, playable: true, media, encode: { attempt: 1 } },
    ...{ captions: [], views: 0, createdAt: at, movedAt: at, version: 1 },
  };
  const rows = Array.from({ length: count }, (_, n) => ({
    PutRequest: {
      Item: toItem({
        ...video,
        id: `filler-${n}`,
        publishedAt: new Date(clock + n).toISOString(),
      }),
    },
  }));
  for (let start = 0; start < count; start += 25)
    await documents.send(
      new BatchWriteCommand({
        RequestItems: { [tables.tables.videos]: rows.slice(start, start + 25) },
      }),
    );
}
