import { beforeEach, describe, expect, test } from '@jest/globals';
import { ApiError } from '../../../shared/api/api-error.ts';
import { isSameFile } from './upload-item.ts';
import { createUploadQueue, type UploadQueue, type UploadWorld } from './upload-queue.ts';

/** Lets everything that can happen without outside help happen. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

const file = (name: string, size = 20) => new File([new Uint8Array(size)], name);

/** A server and storage; parts wait at the gate while it is shut. */
function world(more: Partial<UploadWorld> = {}) {
  const stored = new Map<string, Map<number, number>>();
  const log: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  let open = () => {};
  const fake: UploadWorld = {
    create: async (item) => {
      const id = `v-${item.file.name}`;
      log.push(`create ${id}`);
      stored.set(id, new Map());
      return { id };
    },
    listParts: async (id) => ({
      partSize: 10,
      partCount: 2,
      parts: [...(stored.get(id) ?? [])].map(([partNumber, size]) => ({
        partNumber,
        size,
        etag: `"${partNumber}"`,
      })),
    }),
    signParts: async (id, numbers) =>
      numbers.map((partNumber) => ({ partNumber, url: `${id}#${partNumber}` })),
    putPart: async (url, part, { signal, onProgress }) => {
      await gate;
      signal.throwIfAborted();
      onProgress(part.size);
      const [id = '', number] = url.split('#');
      stored.get(id)?.set(Number(number), part.size);
      return `"${number}"`;
    },
    complete: async (id) => log.push(`complete ${id}`),
    abandon: async (id) => log.push(`abandon ${id}`),
    estimate: async () => ({ renditions: [], minutes: 1, usd: 0.01 }),
    read: async () => ({ duration: 1, width: 16, height: 9 }),
    now: () => 0,
    onVideosChanged: () => undefined,
    ...more,
  };
  return {
    fake,
    log,
    stored,
    shut: () => {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    open: () => open(),
  };
}

const states = (queue: UploadQueue) => queue.current().map(({ state }) => state);
const keyOf = (queue: UploadQueue, index: number) => queue.current()[index]?.key ?? '';

let server: ReturnType<typeof world>;
let queue: UploadQueue;
beforeEach(() => {
  server = world();
  queue = createUploadQueue(server.fake);
});

describe('a file', () => {
  test('is read and priced, and sent only when started', async () => {
    queue.add(file('a.mp4'));
    await settle();
    expect(queue.current()[0]).toMatchObject({ state: 'ready', estimate: { usd: 0.01 } });
    expect(server.log).toEqual([]);
    queue.start(keyOf(queue, 0));
    await settle();
    expect(server.log).toEqual(['create v-a.mp4', 'complete v-a.mp4']);
    expect(queue.current()[0]).toMatchObject({ state: 'done', sent: 20 });
  });

  test('that the browser cannot read can be sent all the same', async () => {
    server = world({ read: async () => undefined });
    queue = createUploadQueue(server.fake);
    queue.add(file('a.mkv'));
    await settle();
    expect(queue.current()[0]).toMatchObject({ state: 'ready', facts: null });
    queue.start(keyOf(queue, 0));
    await settle();
    expect(states(queue)).toEqual(['done']);
  });
});

test('two files go at once, the third waits its turn', async () => {
  for (const name of ['a', 'b', 'c']) queue.add(file(`${name}.mp4`));
  await settle();
  server.shut();
  for (const index of [0, 1, 2]) queue.start(keyOf(queue, index));
  await settle();
  expect(states(queue)).toEqual(['sending', 'sending', 'waiting']);
  expect(queue.isBusy()).toBe(true);
  server.open();
  await settle();
  expect(states(queue)).toEqual(['done', 'done', 'done']);
  expect(queue.isBusy()).toBe(false);
});

test('paused and resumed, no video is created twice', async () => {
  queue.add(file('a.mp4'));
  await settle();
  server.shut();
  queue.start(keyOf(queue, 0));
  await settle();
  queue.pause(keyOf(queue, 0));
  server.open();
  await settle();
  expect(states(queue)).toEqual(['paused']);
  queue.start(keyOf(queue, 0));
  await settle();
  expect(states(queue)).toEqual(['done']);
  expect(server.log).toEqual(['create v-a.mp4', 'complete v-a.mp4']);
});

test('cancelled, nothing stays on the server', async () => {
  queue.add(file('a.mp4'));
  await settle();
  server.shut();
  queue.start(keyOf(queue, 0));
  await settle();
  await queue.cancel(keyOf(queue, 0));
  server.open();
  await settle();
  expect(queue.current()).toEqual([]);
  expect(server.log).toEqual(['create v-a.mp4', 'abandon v-a.mp4']);
});

test('cancelled while its video is being created, the video does not stay either', async () => {
  const { create } = server.fake;
  const answer = Promise.withResolvers<void>();
  server.fake.create = async (item) => {
    const created = await create(item);
    await answer.promise;
    return created;
  };
  queue.add(file('a.mp4'));
  await settle();
  queue.start(keyOf(queue, 0));
  await settle();
  await queue.cancel(keyOf(queue, 0));
  expect(server.log).toEqual(['create v-a.mp4']);
  answer.resolve();
  await settle();
  expect(server.log).toEqual(['create v-a.mp4', 'abandon v-a.mp4']);
  expect(queue.isBusy()).toBe(false);
});

test('a refusal is shown, and trying again goes on', async () => {
  let refusals = 1;
  const create = server.fake.create;
  server.fake.create = async (item) => {
    if (refusals-- > 0) throw new ApiError(409, 'daily_minutes', '');
    return create(item);
  };
  queue.add(file('a.mp4'));
  await settle();
  queue.start(keyOf(queue, 0));
  await settle();
  expect(queue.current()[0]).toMatchObject({ state: 'failed', error: { code: 'daily_minutes' } });
  queue.start(keyOf(queue, 0));
  await settle();
  expect(states(queue)).toEqual(['done']);
});

test('an upload cut off by a reload goes on with the parts that arrived', async () => {
  server.stored.set('v-old', new Map([[1, 10]]));
  const puts: string[] = [];
  const { putPart } = server.fake;
  server.fake.putPart = (url, part, options) => {
    puts.push(url);
    return putPart(url, part, options);
  };
  const video = { id: 'v-old', title: 'Old', visibility: 'public' } as const;
  queue.continue(video, file('old.mp4'));
  queue.continue(video, file('old.mp4'));
  await settle();
  expect(puts).toEqual(['v-old#2']);
  expect(server.log).toEqual(['complete v-old']);
  expect(queue.current()).toHaveLength(1);
});

test.each([
  [{ name: 'a.mp4', size: 10 }, true],
  [{ name: 'a.mp4', size: 11 }, false],
  [{ name: 'b.mp4', size: 10 }, false],
])('%j is the file of a.mp4, 10 bytes: %s', (chosen, same) => {
  expect(isSameFile(chosen, { fileName: 'a.mp4', size: 10 })).toBe(same);
});

test('a Korean name is the same however the system composes it', () => {
  const chosen = { name: '한글.mp4'.normalize('NFD'), size: 10 };
  expect(isSameFile(chosen, { fileName: '한글.mp4'.normalize('NFC'), size: 10 })).toBe(true);
});

test('a name is the same without the line break that was not sent', () => {
  const source = { fileName: 'a b.mp4', size: 10 };
  expect(isSameFile({ name: 'a\nb.mp4', size: 10 }, source)).toBe(true);
});
