import { open, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** What the site says of a video; only what is needed here. */
export interface SiteVideo {
  readonly id: string;
  readonly status: 'uploading' | 'queued' | 'processing' | 'ready' | 'failed' | 'deleting';
  readonly playable: boolean;
  readonly progress: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface NewVideo {
  readonly title: string;
  readonly description?: string;
  readonly visibility: 'public' | 'unlisted' | 'private';
  readonly fileName: string;
  readonly contentType: string;
}

interface Upload {
  readonly partSize: number;
  readonly partCount: number;
  readonly parts: readonly { readonly partNumber: number; readonly etag: string }[];
}

/** The site refused; the message is the sentence it gave. */
export class SiteError extends Error {
  override name = 'SiteError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const requestTimeoutMs = 30_000;
const partTimeoutMs = 120_000;
const pollMs = 250;

/** A signed-in visitor of the site who uses its HTTP interface as the page does. */
export class SiteClient {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();

  /** @param url - the site's origin */
  constructor(url: string) {
    this.#url = url;
  }

  /** The session, as a `Cookie` header. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.call('POST', '/auth/sign-in', { email, password });
  }

  /**
   * Sends a request below `/api` and gives the JSON of the answer.
   *
   * @throws {@link SiteError} for every answer that is not 2xx
   */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#url}/api${path}`, {
      method,
      headers: {
        origin: this.#url,
        cookie: this.cookie,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.text();
    if (!response.ok) throw new SiteError(response.status, `${method} ${path}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Registers a video for a file. @returns its id; nothing is uploaded yet */
  async createVideo(filePath: string, video: NewVideo): Promise<string> {
    const { size } = await stat(filePath);
    const created = await this.call<{ video: SiteVideo }>('POST', '/videos', { ...video, size });
    return created.video.id;
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
    const { partSize, partCount, parts } = await this.call<Upload>(
      'GET',
      `/videos/${videoId}/upload`,
    );
    const etags = new Map(parts.map(({ partNumber, etag }) => [partNumber, etag]));
    const file = await open(filePath);
    try {
      for (let partNumber = 1; partNumber <= partCount; partNumber += 1) {
        if (etags.has(partNumber)) continue;
        const buffer = Buffer.alloc(partSize);
        const { bytesRead } = await file.read(buffer, 0, partSize, (partNumber - 1) * partSize);
        etags.set(
          partNumber,
          await this.#putPart(videoId, partNumber, buffer.subarray(0, bytesRead)),
        );
        if (!onPart(partNumber)) return false;
      }
    } finally {
      await file.close();
    }
    await this.call('POST', `/videos/${videoId}/upload/complete`, {
      parts: [...etags]
        .map(([partNumber, etag]) => ({ partNumber, etag }))
        .sort((one, other) => one.partNumber - other.partNumber),
    });
    return true;
  }

  /**
   * Waits until a video is ready or has failed.
   *
   * @throws when it is neither after `timeoutMs`
   */
  async settled(videoId: string, timeoutMs: number): Promise<SiteVideo> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const video = await this.call<SiteVideo>('GET', `/videos/${videoId}`);
      if (video.status === 'ready' || video.status === 'failed') return video;
      if (performance.now() > deadline)
        throw new Error(`video ${videoId} is ${video.status} after ${timeoutMs / 1000} s`);
      await delay(pollMs);
    }
  }

  async #putPart(videoId: string, partNumber: number, body: Buffer): Promise<string> {
    const { parts } = await this.call<{ parts: readonly { readonly url: string }[] }>(
      'POST',
      `/videos/${videoId}/upload/parts`,
      { partNumbers: [partNumber] },
    );
    const response = await fetch(parts[0]?.url ?? '', {
      method: 'PUT',
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(partTimeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new SiteError(response.status, `part ${partNumber}: ${text}`);
    return response.headers.get('etag') ?? '';
  }

  #keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split(';');
    const path = attributes.map((text) => text.trim().toLowerCase()).find(isPath);
    // Playback cookies belong to one video's path and are no part of the session.
    if (path !== undefined && path !== 'path=/') return;
    const equals = pair.indexOf('=');
    this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
}

function isPath(attribute: string): boolean {
  return attribute.startsWith('path=');
}
