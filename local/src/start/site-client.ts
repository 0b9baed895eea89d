import { open, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { CompleteUpload, PartUrls, UploadView } from '@tidecast/contract/uploads';
import type { VideoView } from '@tidecast/contract/videos';
import type { Visibility } from '@tidecast/contract/vocabulary';
import { apiRoot } from '@tidecast/platform/delivery/api-paths';

/** What the site says of a video, as far as programs here look. */
export type SiteVideo = Pick<
  VideoView,
  'id' | 'status' | 'playable' | 'progress' | 'error' | 'media'
>;

export interface NewVideo {
  readonly title: string;
  readonly description?: string;
  readonly visibility: Visibility;
  readonly fileName: string;
  readonly contentType: string;
}

/** A part that storage has. */
export type SentPart = Readonly<CompleteUpload['parts'][number]>;

/** The site refused, with a problem (RFC 9457). */
export class SiteError extends Error {
  override name = 'SiteError';
  readonly status: number;
  readonly code: string;
  /** The sentence for people. */
  readonly detail: string;

  constructor(request: string, status: number, code: string, detail: string) {
    super(`${request} answered ${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

const requestTimeoutMs = 30_000;
const partTimeoutMs = 120_000;
const pollMs = 250;

/** A visitor of the site who uses its HTTP interface as the page does. */
export class SiteClient {
  readonly #url: string;
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  /**
   * @param url - where the site is, such as `http://localhost:8080`
   * @param origin - what its visitors call it; the same by default
   */
  constructor(url: string, origin = new URL(url).origin) {
    this.#url = url;
    this.#origin = origin;
  }

  /** The session's cookies by name: for giving them to a browser. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /** The same as a `Cookie` header. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.call('POST', '/auth/sign-in', { email, password });
  }

  /**
   * Sends a request below `/api` and gives the JSON of the answer, or undefined where it has none.
   *
   * @throws {@link SiteError} for every answer that is not 2xx
   */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const hasBody = body !== undefined;
    const response = await this.fetch(`${apiRoot}${path}`, {
      method,
      ...(hasBody && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw siteError(`${method} ${path}`, response.status, text);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** A request to the site with the session's cookies; cookies in the answer are kept. */
  async fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('origin', this.#origin);
    if (this.#cookies.size > 0) headers.set('cookie', this.cookie);
    const response = await answerOf(path, new URL(path, this.#url), { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  /** Registers a video for a file. @returns its id; nothing is uploaded yet */
  async createVideo(filePath: string, video: NewVideo): Promise<string> {
    const { size } = await stat(filePath);
    const created = await this.call<{ video: SiteVideo }>('POST', '/videos', { ...video, size });
    return created.video.id;
  }

  getVideo(videoId: string): Promise<SiteVideo> {
    return this.call('GET', `/videos/${videoId}`);
  }

  /**
   * Uploads a video's file: all of it, or what of it is not there yet.
   *
   * @param onPart - called after each part; the upload stops when it answers false
   * @returns whether the upload is complete
   */
  async upload(
    videoId: string,
    filePath: string,
    onPart: (partNumber: number) => boolean = () => true,
  ): Promise<boolean> {
    const parts = await this.sendParts(videoId, filePath, onPart);
    if (!parts) return false;
    await this.completeUpload(videoId, parts);
    return true;
  }

  /** As {@link upload} but for its completion. @returns the parts, unless it was stopped */
  async sendParts(
    videoId: string,
    filePath: string,
    onPart: (partNumber: number) => boolean = () => true,
  ): Promise<SentPart[] | undefined> {
    const upload = await this.call<UploadView>('GET', `/videos/${videoId}/upload`);
    const { partSize, partCount } = upload;
    const etags = new Map(upload.parts.map(({ partNumber, etag }) => [partNumber, etag]));
    const file = await open(filePath);
    try {
      for (let partNumber = 1; partNumber <= partCount; partNumber += 1) {
        if (etags.has(partNumber)) continue;
        const buffer = Buffer.alloc(partSize);
        const { bytesRead } = await file.read(buffer, 0, partSize, (partNumber - 1) * partSize);
        const part = buffer.subarray(0, bytesRead);
        etags.set(partNumber, await this.#putPart(videoId, partNumber, part));
        if (!onPart(partNumber)) return undefined;
      }
    } finally {
      await file.close();
    }
    return [...etags]
      .map(([partNumber, etag]) => ({ partNumber, etag }))
      .sort((one, other) => one.partNumber - other.partNumber);
  }

  async completeUpload(videoId: string, parts: readonly SentPart[]): Promise<void> {
    await this.call('POST', `/videos/${videoId}/upload/complete`, { parts });
  }

  /**
   * Waits until a video is ready or has failed.
   *
   * @throws when it is neither after `timeoutMs`
   */
  async settled(videoId: string, timeoutMs: number): Promise<SiteVideo> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const video = await this.getVideo(videoId);
      if (video.status === 'ready' || video.status === 'failed') return video;
      if (performance.now() > deadline)
        throw new Error(`video ${videoId} is ${video.status} after ${timeoutMs / 1000} s`);
      await delay(pollMs);
    }
  }

  async #putPart(videoId: string, partNumber: number, body: Buffer): Promise<string> {
    const { parts } = await this.call<PartUrls>('POST', `/videos/${videoId}/upload/parts`, {
      partNumbers: [partNumber],
    });
    const [part] = parts;
    if (!part) throw new Error(`no address was given for part ${partNumber}`);
    const what = `PUT of part ${partNumber}`;
    const response = await answerOf(what, part.url, {
      method: 'PUT',
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(partTimeoutMs),
    });
    const text = await response.text();
    const etag = response.headers.get('etag');
    if (!response.ok || !etag) throw siteError(what, response.status, text);
    return etag;
  }

  #keep(setCookie: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
    if (name === undefined || value === undefined) return;
    if (value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

/** A refusal, from the problem in its body; the body itself where it is none. */
export function siteError(request: string, status: number, body: string): SiteError {
  let problem: { code?: string; detail?: string } = {};
  try {
    problem = JSON.parse(body);
  } catch {
    // Not a problem document: the text itself is the best there is.
  }
  return new SiteError(request, status, problem.code ?? 'unknown', problem.detail ?? body);
}

/** A fetch whose failure says what was asked. */
async function answerOf(what: string, address: string | URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    throw new Error(`${what} got no answer: ${String(cause)}`, { cause });
  }
}
