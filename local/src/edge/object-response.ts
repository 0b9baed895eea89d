import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { mediaContentTypes, siteContentTypes } from '@tidecast/platform/delivery/content-types';
import { errorCode } from '../error-code.ts';
import type { ByteRange, ObjectStore, StoredObject } from '../s3/object-store.ts';
import { parseRange } from './byte-range.ts';
import type { Compressor } from './compression.ts';
import { isNotModified, rangeStillFits } from './conditional.ts';
import { sendXmlError } from './responses.ts';

export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

/** Content types that uploads and encoders sometimes leave out or name loosely. */
const contentTypes: Readonly<Record<string, string>> = {
  ...siteContentTypes,
  ...mediaContentTypes,
};

/** The content type for a key by its extension; undefined for an extension not listed. */
export function contentTypeFor(key: string): string | undefined {
  return contentTypes[key.slice(key.lastIndexOf('.') + 1).toLowerCase()];
}

/** Serves objects over HTTP: conditions, ranges, HEAD and compression. */
export class ObjectResponder {
  readonly #store: Pick<ObjectStore, 'head'>;
  readonly #compressor: Compressor;

  constructor(store: Pick<ObjectStore, 'head'>, compressor: Compressor) {
    this.#store = store;
    this.#compressor = compressor;
  }

  /** @returns false when there is no such object: nothing has been sent then */
  async send(
    request: IncomingMessage,
    response: ServerResponse,
    address: ObjectAddress,
  ): Promise<boolean> {
    const opened = await this.#open(address);
    if (!opened) return false;
    try {
      await this.#sendOpened(request, response, opened.object, opened.file);
    } finally {
      await opened.file.close();
    }
    return true;
  }

  /** A growing playlist is replaced every few seconds: between look-up and opening, try again. */
  async #open({ bucket, key }: ObjectAddress) {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const object = this.#store.head(bucket, key);
      if (!object) return undefined;
      const file = await openIfThere(object.filePath);
      if (file) return { object, file };
    }
    return undefined;
  }

  async #sendOpened(
    request: IncomingMessage,
    response: ServerResponse,
    object: StoredObject,
    file: FileHandle,
  ): Promise<void> {
    const { headers } = request;
    const encoding =
      headers.range === undefined
        ? this.#compressor.choose(headers['accept-encoding'], object)
        : undefined;
    const etag = encoding ? `W/"${object.etag}"` : `"${object.etag}"`;
    const validators = { etag, lastModified: object.lastModified };
    response.setHeader('ETag', etag);
    response.setHeader('Last-Modified', object.lastModified.toUTCString());
    response.setHeader('Accept-Ranges', 'bytes');
    response.setHeader('Content-Type', contentTypeFor(object.key) ?? object.contentType);
    response.setHeader('Vary', 'Accept-Encoding');
    if (isNotModified(headers, validators)) {
      response.statusCode = 304;
      response.removeHeader('Content-Type');
      response.end();
      return;
    }
    if (encoding) {
      const body = await this.#compressor.compressed(object, encoding);
      response.setHeader('Content-Encoding', encoding);
      response.setHeader('Content-Length', body.length);
      response.end(request.method === 'HEAD' ? undefined : body);
      return;
    }
    const range = rangeStillFits(headers, validators)
      ? parseRange(headers.range, object.size)
      : undefined;
    if (range === 'unsatisfiable') {
      response.setHeader('Content-Range', `bytes */${object.size}`);
      sendXmlError(response, 416, 'InvalidRange', 'The requested range is not satisfiable');
      return;
    }
    await sendBytes(request, response, { file, size: object.size, range });
  }
}

async function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  { file, size, range }: { file: FileHandle; size: number; range: ByteRange | undefined },
): Promise<void> {
  const length = range ? range.end - range.start + 1 : size;
  response.setHeader('Content-Length', length);
  if (range) {
    response.statusCode = 206;
    response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  }
  if (request.method === 'HEAD' || length === 0) {
    response.end();
    return;
  }
  const start = range?.start ?? 0;
  const body = file.createReadStream({ start, end: start + length - 1, autoClose: false });
  await pipeline(body, response);
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
