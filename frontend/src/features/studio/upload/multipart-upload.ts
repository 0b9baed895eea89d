import { isProblem } from '../../../shared/api/api-error.ts';
import type { Upload } from '../../../shared/api/types.ts';
import { PartError, type PutOptions } from './put-part.ts';
import { type RetryWaits, withRetries } from './retry.ts';

export interface MultipartUploadOptions {
  file: Blob;
  /** What storage has: the truth after a reload, a pause or a lost connection. */
  listParts: () => Promise<Upload>;
  signParts: (partNumbers: number[]) => Promise<{ partNumber: number; url: string }[]>;
  complete: (parts: { partNumber: number; etag: string }[]) => Promise<unknown>;
  putPart: (url: string, part: Blob, options: PutOptions) => Promise<string>;
  waits: RetryWaits;
  signal: AbortSignal;
  /** Bytes that have arrived or are on their way. */
  onProgress: (sent: number) => void;
  /** All bytes are there; storage puts them together. */
  onFinishing: () => void;
}

/** Parts under way at once: fills a fast line, and leaves the browser connections for the page. */
const partsAtOnce = 3;
/** Addresses asked for at a time; they expire after an hour. */
const signedAtOnce = 12;

/**
 * Sends what storage does not have yet of a file, and completes the upload. Called again after
 * being aborted, it goes on from the parts that have arrived.
 *
 * @throws what the API or storage refuses, or the signal's reason
 */
export async function multipartUpload(options: MultipartUploadOptions): Promise<void> {
  try {
    await sendMissing(options);
  } catch (error) {
    // Parts lost or damaged on the way: what storage lists is sent again, once.
    if (!isProblem(error, 'upload_incomplete', 'part_mismatch')) throw error;
    await sendMissing(options);
  }
}

async function sendMissing(options: MultipartUploadOptions): Promise<void> {
  const { file, waits, signal, onProgress } = options;
  const { partSize, partCount, parts } = await withRetries(options.listParts, waits, signal);
  const lengthOf = (number: number) => Math.min(partSize, file.size - (number - 1) * partSize);

  const etags = new Map<number, string>();
  for (const { partNumber, etag, size } of parts) {
    if (size === lengthOf(partNumber)) etags.set(partNumber, etag);
  }
  const numbers = Array.from({ length: partCount }, (_, index) => index + 1);
  const missing = numbers.filter((number) => !etags.has(number));
  const sent = new Map([...etags.keys()].map((number) => [number, lengthOf(number)]));
  const report = () => onProgress([...sent.values()].reduce((sum, bytes) => sum + bytes, 0));
  report();

  const addresses = createAddressBook(options, [...missing]);
  // One failed part stops the others: the upload is resumed as a whole.
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);

  async function sendParts(): Promise<void> {
    for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
      const part = number;
      etags.set(part, await withRetries(() => sendPart(part), waits, either));
    }
  }

  async function sendPart(number: number): Promise<string> {
    const from = (number - 1) * partSize;
    const part = file.slice(from, from + lengthOf(number));
    const url = await addresses.urlOf(number);
    try {
      const etag = await options.putPart(url, part, {
        signal: either,
        onProgress: (bytes) => {
          sent.set(number, bytes);
          report();
        },
      });
      sent.set(number, part.size);
      return etag;
    } catch (error) {
      sent.delete(number);
      report();
      addresses.forget(number);
      // An expired address is refused like a wrong one; a fresh one is worth a try.
      if (error instanceof PartError && error.status === 403) throw new PartError(0);
      throw error;
    }
  }

  try {
    await Promise.all(Array.from({ length: partsAtOnce }, sendParts));
  } catch (error) {
    failure.abort();
    throw error;
  }
  options.onFinishing();
  await withRetries(() => completeWith(etags, options), waits, signal);
}

async function completeWith(etags: Map<number, string>, options: MultipartUploadOptions) {
  // A browser that may not read ETags fetches those that storage recorded.
  if ([...etags.values()].includes('')) {
    for (const { partNumber, etag } of (await options.listParts()).parts) {
      etags.set(partNumber, etag);
    }
  }
  const parts = [...etags].map(([partNumber, etag]) => ({ partNumber, etag }));
  await options.complete(parts.sort((a, b) => a.partNumber - b.partNumber));
}

/** Addresses to PUT to, asked for in batches of the parts that come next. */
function createAddressBook(options: MultipartUploadOptions, missing: readonly number[]) {
  const known = new Map<number, string>();
  let asking: Promise<void> = Promise.resolve();

  async function ask(number: number): Promise<void> {
    if (known.has(number)) return;
    const next = missing.filter((candidate) => candidate > number && !known.has(candidate));
    const wanted = [number, ...next.slice(0, signedAtOnce - 1)];
    for (const { partNumber, url } of await options.signParts(wanted)) known.set(partNumber, url);
  }

  return {
    async urlOf(number: number): Promise<string> {
      // In turn, so that three parts starting together cost one request.
      asking = asking.then(() => ask(number));
      const asked = asking;
      asking = asked.catch(() => undefined);
      await asked;
      const url = known.get(number);
      if (!url) throw new PartError(0);
      return url;
    },
    forget: (number: number) => known.delete(number),
  };
}
