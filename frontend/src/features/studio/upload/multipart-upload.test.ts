import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../../../shared/api/api-error.ts';
import { type MultipartUploadOptions, multipartUpload } from './multipart-upload.ts';
import { PartError } from './put-part.ts';
import { retryDelays } from './retry.ts';

const partSize = 10;

/** Storage that keeps parts between tries, as S3 does. */
function storage(size: number) {
  const stored = new Map<number, { etag: string; size: number }>();
  const puts: number[] = [];
  let completed: number[] | undefined;
  let signatures = 0;
  const partCount = Math.ceil(size / partSize);
  const options = (more: Partial<MultipartUploadOptions> = {}): MultipartUploadOptions => ({
    file: new Blob([new Uint8Array(size)]),
    listParts: async () => ({
      partSize,
      partCount,
      parts: [...stored].map(([partNumber, part]) => ({ partNumber, ...part })),
    }),
    signParts: async (numbers) => {
      signatures += 1;
      return numbers.map((partNumber) => ({ partNumber, url: String(partNumber) }));
    },
    putPart: async (url, part, { onProgress }) => {
      puts.push(Number(url));
      onProgress(part.size);
      stored.set(Number(url), { etag: `"${url}"`, size: part.size });
      return `"${url}"`;
    },
    complete: async (parts) => {
      completed = parts.map(({ partNumber }) => partNumber);
      if (completed.length < partCount) throw new ApiError(409, 'upload_incomplete', '');
    },
    waits: { wait: async () => undefined, online: async () => undefined },
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onFinishing: () => undefined,
    ...more,
  });
  return { stored, puts, options, completed: () => completed, signatures: () => signatures };
}

describe('multipartUpload', () => {
  test('sends every part once and completes in order', async () => {
    const store = storage(45);
    const progress: number[] = [];
    await multipartUpload(store.options({ onProgress: (sent) => progress.push(sent) }));
    expect(store.puts.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    expect(store.completed()).toEqual([1, 2, 3, 4, 5]);
    expect(store.stored.get(5)?.size).toBe(5);
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(45);
    expect(store.signatures()).toBe(1);
  });

  test('sends only what is missing', async () => {
    const store = storage(45);
    store.stored.set(1, { etag: '"1"', size: 10 });
    store.stored.set(3, { etag: '"3"', size: 10 });
    // Cut off while it was sent: not the length a part must have.
    store.stored.set(4, { etag: '"x"', size: 7 });
    await multipartUpload(store.options());
    expect(store.puts.sort()).toEqual([2, 4, 5]);
    expect(store.completed()).toEqual([1, 2, 3, 4, 5]);
  });

  test('a part that fails is sent again, with a new address', async () => {
    const store = storage(30);
    const { putPart, ...options } = store.options();
    let failures = 3;
    await multipartUpload({
      ...options,
      putPart: async (url, part, more) => {
        if (url === '2' && failures-- > 0) throw new PartError(failures === 1 ? 403 : 503);
        return putPart(url, part, more);
      },
    });
    expect(store.completed()).toEqual([1, 2, 3]);
    expect(store.signatures()).toBe(4);
  });

  test('gives up after every delay, and keeps what has arrived for the next try', async () => {
    const store = storage(30);
    const { putPart, ...options } = store.options();
    const waited: number[] = [];
    const broken = multipartUpload({
      ...options,
      putPart: async (url, part, more) => {
        if (url === '2') throw new PartError(500);
        return putPart(url, part, more);
      },
      waits: {
        wait: async (ms) => {
          waited.push(ms);
        },
        online: async () => undefined,
      },
    });
    await expect(broken).rejects.toThrow(PartError);
    expect(waited).toEqual([...retryDelays]);
    await multipartUpload(store.options());
    expect(store.puts.filter((part) => part !== 2)).toHaveLength(2);
    expect(store.completed()).toEqual([1, 2, 3]);
  });

  test('a refusal is not repeated', async () => {
    const store = storage(30);
    let asked = 0;
    const refused = multipartUpload(
      store.options({
        signParts: async () => {
          asked += 1;
          throw new ApiError(404, 'not_found', '');
        },
      }),
    );
    await expect(refused).rejects.toMatchObject({ status: 404 });
    expect(asked).toBeLessThanOrEqual(3);
  });

  test('parts lost after they were sent are sent once more', async () => {
    const store = storage(30);
    const { complete, ...options } = store.options();
    let losses = 1;
    await multipartUpload({
      ...options,
      complete: async (parts) => {
        if (losses-- > 0) {
          store.stored.delete(2);
          throw new ApiError(409, 'part_mismatch', '');
        }
        return complete(parts);
      },
    });
    expect(store.puts.filter((part) => part === 2)).toHaveLength(2);
    expect(store.completed()).toEqual([1, 2, 3]);
  });

  test('ETags the browser may not read are taken from the list', async () => {
    const store = storage(20);
    const { putPart, ...options } = store.options();
    let etags: string[] = [];
    await multipartUpload({
      ...options,
      putPart: async (url, part, more) => {
        await putPart(url, part, more);
        return '';
      },
      complete: async (parts) => {
        etags = parts.map(({ etag }) => etag);
      },
    });
    expect(etags).toEqual(['"1"', '"2"']);
  });

  test('paused in the middle, it goes on where it stopped', async () => {
    const store = storage(60);
    const pause = new AbortController();
    const { putPart, ...options } = store.options({ signal: pause.signal });
    const paused = multipartUpload({
      ...options,
      putPart: async (url, part, more) => {
        if (store.puts.length === 3) pause.abort(new Error('paused'));
        more.signal.throwIfAborted();
        return putPart(url, part, more);
      },
    });
    await expect(paused).rejects.toThrow('paused');
    const before = store.puts.length;
    expect(before).toBeLessThan(6);
    await multipartUpload(store.options());
    expect(store.puts).toHaveLength(6);
  });
});
